-- Open work for a reader, due first, each thing once, with owner, client and where it is kept.
WITH RECURSIVE {steps}shown AS (
    SELECT e.entity_id, e.audience_id, e.kind, e.title, e.golden, e.why, e.due, e.at
    FROM entity AS e
    WHERE e.open AND e.kind = ANY(%(kinds)s) AND e.audience_id = ANY(%(seen_by)s)
      AND (%(due_before)s::timestamptz IS NULL OR e.due < %(due_before)s)
      AND (%(due_after)s::timestamptz IS NULL OR e.due > %(due_after)s)
      AND NOT EXISTS (SELECT FROM entity AS f WHERE f.entity_id = e.entity_id AND f.audience_id = ANY(%(seen_by)s)
                      AND (f.records, -f.audience_id) > (e.records, -e.audience_id))
      {of_client}
      {only}
      AND (%(owner)s::bigint IS NULL OR EXISTS (
              SELECT FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
              JOIN link AS l ON l.record_id = r.id AND l.role = 'owner' JOIN member AS om ON om.record_id = l.target_id
              WHERE m.entity_id = e.entity_id AND om.entity_id = %(owner)s))
      AND (NOT %(unowned)s OR NOT EXISTS (
              SELECT FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
              JOIN link AS l ON l.record_id = r.id AND l.role = 'owner' WHERE m.entity_id = e.entity_id)
              AND coalesce(e.golden->>'owner_name', '') = '')
    ORDER BY e.due NULLS LAST, e.entity_id
    LIMIT %(limit)s
)
SELECT s.entity_id, s.kind, s.title, coalesce(s.golden->>'status', ''), coalesce(o.title, s.golden->>'owner_name', ''), o.entity_id,
       coalesce(c.title, ''), c.entity_id, s.due, s.at, coalesce(s.golden->>'escalated' = 'true', false), r.remote_id, y.title
FROM shown AS s
JOIN LATERAL (SELECT record.remote_id, record.system_id FROM member JOIN record ON record.id = member.record_id
              WHERE member.entity_id = s.entity_id AND record.audience_id = ANY(%(seen_by)s) ORDER BY record.id LIMIT 1) AS r ON true
JOIN system AS y ON y.id = r.system_id
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
    JOIN member AS om ON om.record_id = l.target_id
    JOIN entity AS e ON e.entity_id = om.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = s.entity_id AND owns(s.golden, s.why, r.id, e.title) IS NOT FALSE
    ORDER BY owns(s.golden, s.why, r.id, e.title), e.records DESC, e.entity_id, e.audience_id LIMIT 1
) AS o ON true
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN client_of AS k ON k.record_id = r.id
    JOIN entity AS e ON e.entity_id = k.client_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = s.entity_id ORDER BY e.records DESC, e.entity_id, e.audience_id LIMIT 1
) AS c ON true
ORDER BY s.due NULLS LAST, s.entity_id
