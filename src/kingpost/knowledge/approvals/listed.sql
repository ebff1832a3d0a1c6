-- Approvals as a reader may know them: of the rows for their audiences the one made from most places. Waiting ones first, the oldest on top.
-- Each with every place that records it and the reader may see. For an earlier day (then.py): those that may have been asked for or decided by then, first
-- what was not decided by then.
WITH shown AS (
    SELECT DISTINCT ON (a.entity_id) a.*
    FROM approval AS a
    WHERE a.audience_id = ANY(%(seen_by)s)
      AND (%(true_at)s = 'infinity' OR coalesce(least(a.asked_at, a.decided_at) <= %(true_at)s::timestamptz, true))
      AND (%(subjects)s::bigint[] IS NULL OR a.entity_id = ANY(%(subjects)s::bigint[]))
      AND (%(client)s::bigint IS NULL OR a.entity_id IN (
              SELECT m.entity_id FROM client_of AS c JOIN record AS r ON r.id = c.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN member AS m ON m.record_id = r.id
              WHERE c.client_id = %(client)s AND c.kind IN ('approval', 'ticket', 'task', 'deliverable', 'agreement', 'message')))
      AND (%(project)s::bigint IS NULL OR a.entity_id IN (
              SELECT m.entity_id FROM member AS p JOIN link AS l ON l.target_id = p.record_id AND l.role = 'project'
              JOIN record AS r ON r.id = l.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN member AS m ON m.record_id = r.id
              WHERE p.entity_id = %(project)s
              UNION
              SELECT m.entity_id FROM member AS p JOIN project_link AS k ON k.project_id = p.record_id
              JOIN record AS r ON r.id = k.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN member AS m ON m.record_id = r.id
              WHERE p.entity_id = %(project)s))
    ORDER BY a.entity_id, a.places DESC, a.audience_id
), picked AS (
    SELECT * FROM shown WHERE state = ANY(%(states)s)
    ORDER BY %(true_at)s <> 'infinity' AND decided_at <= %(true_at)s::timestamptz, state <> 'asked', CASE WHEN state = 'asked' THEN asked_at END, coalesce(decided_at, asked_at) DESC NULLS LAST, entity_id
    LIMIT %(limit)s OFFSET %(offset)s
)
SELECT p.entity_id, p.kind, p.what, p.state, p.differs, coalesce(b.title, ''), b.entity_id, coalesce(o.title, p.asked_of_name), o.entity_id, p.asked_at, p.decided_at,
       coalesce(c.title, ''), c.entity_id, coalesce(j.title, ''), j.entity_id,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(s.subject_id, s.record_id, m.entity_id, y.title, s.place, s.unit_id, s.state, s.condition, s.quote, s.at,
                                                    coalesce(w.title, ''), v.url) ORDER BY s.at NULLS FIRST, r.key), '[]')::text
        FROM approval_place AS s
        JOIN record AS r ON r.id = s.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
        JOIN version AS v ON v.record_id = r.id AND v.number = r.version
        JOIN system AS y ON y.id = r.system_id
        JOIN member AS m ON m.record_id = r.id
        LEFT JOIN LATERAL (SELECT e.title FROM member AS n JOIN entity AS e ON e.entity_id = n.entity_id AND e.audience_id = ANY(%(seen_by)s)
                           WHERE n.record_id = s.by_id ORDER BY e.records DESC, e.audience_id LIMIT 1) AS w ON true
        WHERE s.subject_id = p.entity_id)
FROM picked AS p
LEFT JOIN LATERAL (SELECT e.entity_id, e.title FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
                   WHERE m.record_id = p.asked_by_id ORDER BY e.records DESC, e.audience_id LIMIT 1) AS b ON true
LEFT JOIN LATERAL (SELECT e.entity_id, e.title FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
                   WHERE m.record_id = p.asked_of_id ORDER BY e.records DESC, e.audience_id LIMIT 1) AS o ON true
LEFT JOIN LATERAL (SELECT e.entity_id, e.title FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
                   JOIN client_of AS k ON k.record_id = r.id JOIN entity AS e ON e.entity_id = k.client_id AND e.audience_id = ANY(%(seen_by)s)
                   WHERE m.entity_id = p.entity_id ORDER BY e.records DESC, e.entity_id LIMIT 1) AS c ON true
LEFT JOIN LATERAL (SELECT e.entity_id, e.title FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
                   LEFT JOIN link AS l ON l.record_id = r.id AND l.role = 'project'
                   LEFT JOIN project_link AS k ON k.record_id = r.id
                   JOIN member AS q ON q.record_id = coalesce(l.target_id, k.project_id)
                   JOIN entity AS e ON e.entity_id = q.entity_id AND e.kind = 'project' AND e.audience_id = ANY(%(seen_by)s)
                   WHERE m.entity_id = p.entity_id ORDER BY l.target_id IS NULL, e.records DESC, e.entity_id LIMIT 1) AS j ON true
ORDER BY p.state <> 'asked', CASE WHEN p.state = 'asked' THEN p.asked_at END, coalesce(p.decided_at, p.asked_at) DESC NULLS LAST, p.entity_id
