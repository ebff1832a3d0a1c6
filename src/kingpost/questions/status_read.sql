, keyed AS (
    SELECT w.*, (/*order*/) AS key FROM work AS w WHERE %(track)s = '' OR w.track = %(track)s
), first AS (
    SELECT * FROM keyed WHERE %(after_id)s::bigint IS NULL OR (key, entity_id) /*beyond*/ (%(after_key)s::/*type*/, %(after_id)s)
    ORDER BY key /*way*/, entity_id /*way*/ LIMIT %(limit)s
), page AS (
    SELECT f.*, e.golden, e.why FROM first AS f JOIN entity AS e ON (e.entity_id, e.audience_id) = (f.entity_id, f.audience_id)
)
SELECT p.entity_id, p.kind, p.title, coalesce(p.status, ''), p.track, p.due, p.at, p.key::text, x.remote_id, x.system,
       coalesce(c.title, ''), c.entity_id, coalesce(o.title, p.owner_name, ''), o.entity_id, coalesce(o.gone, false),
       coalesce(s.says, ''), s.entity_id, s.title, s.flag_id, coalesce(p.golden->>'next_step', ''), p.golden->>'escalated' = 'true',
       CASE WHEN coalesce(p.golden->>'due_at', '') <> '' THEN 'due_at' WHEN coalesce(p.golden->>'due_date', '') <> '' THEN 'due_date'
            WHEN coalesce(p.golden->>'close_date', '') <> '' THEN 'close_date' ELSE '' END, n.counts
FROM page AS p
CROSS JOIN counted AS n
CROSS JOIN LATERAL (
    SELECT r.remote_id, y.title AS system FROM member AS m JOIN record AS r ON r.id = m.record_id JOIN system AS y ON y.id = r.system_id
    WHERE m.entity_id = p.entity_id AND r.audience_id = ANY(%(seen_by)s) AND r.gone_at IS NULL ORDER BY r.key LIMIT 1
) AS x
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id, lower(e.golden->>'status') = ANY(%(left)s)
           OR pg_input_is_valid(e.golden->>'end_date', 'date') AND (e.golden->>'end_date')::date < %(today)s AS gone
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
    JOIN record AS t ON t.id = l.target_id
    JOIN member AS om ON om.record_id = l.target_id
    JOIN entity AS e ON e.entity_id = om.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = p.entity_id AND owns(p.golden, p.why, r.id, e.title) IS NOT FALSE
    ORDER BY owns(p.golden, p.why, r.id, e.title), r.id = (coalesce(p.why->'status', p.why->'*')->>0)::bigint DESC, t.key, e.records DESC, e.audience_id LIMIT 1
) AS o ON true
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN client_of AS k ON k.record_id = r.id
    JOIN entity AS e ON e.entity_id = k.client_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = p.entity_id ORDER BY e.records DESC, e.title, e.entity_id LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT s.says, s.entity_id, s.title, g.id AS flag_id
    FROM (SELECT p.entity_id AS about, 0 AS depth
          UNION
          SELECT m.entity_id, 1 FROM member AS own JOIN link AS l ON l.target_id = own.record_id AND l.role IN ('project', 'parent')
          JOIN record AS r ON r.id = l.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s) AND r.kind IN ('ticket', 'task', 'deliverable', 'approval')
          JOIN member AS m ON m.record_id = r.id WHERE own.entity_id = p.entity_id
          UNION
          SELECT m.entity_id, 1 FROM member AS own JOIN project_link AS k ON k.project_id = own.record_id
          JOIN record AS r ON r.id = k.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s) JOIN member AS m ON m.record_id = r.id
          WHERE p.kind = 'project' AND own.entity_id = p.entity_id) AS near
    JOIN signal AS s ON s.closed_at IS NULL AND (s.entity_id = near.about OR near.depth = 0 AND s.anchor_id = near.about)
    LEFT JOIN answer AS a ON a.id = s.answer_id
    LEFT JOIN LATERAL (SELECT f.id FROM flag AS f WHERE f.entity_id = s.anchor_id AND f.part = s.part AND f.closed_at IS NULL AND f.audience_id = ANY(%(seen_by)s)
                       AND NOT (f.not_for && %(seen_by)s::bigint[]) ORDER BY f.score DESC, f.id LIMIT 1) AS g ON true
    WHERE p.track IN ('late', 'at_risk') AND s.audience_id = ANY(%(seen_by)s) AND NOT (s.not_for && %(seen_by)s::bigint[])
      AND (s.answer_id IS NULL OR a.verdict = 'snoozed')
      AND (near.depth = 0 OR s.rule = 'promise_due' OR EXISTS (SELECT FROM entity AS e WHERE e.entity_id = s.entity_id AND e.kind IN ('ticket', 'task', 'deliverable', 'approval')))
    ORDER BY near.depth, NOT s.opens, s.due NULLS LAST, s.since, s.rule, s.says LIMIT 1
) AS s ON true
ORDER BY p.key /*way*/, p.entity_id /*way*/
