-- The owner a thing is linked to, as a reader may know of one: number, name, and whether gone for good.
SELECT e.entity_id, e.title,
       coalesce(lower(e.golden->>'status') = ANY(%(left)s) OR pg_input_is_valid(e.golden->>'end_date', 'date') AND (e.golden->>'end_date')::date < %(today)s, false)
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
JOIN record AS t ON t.id = l.target_id
JOIN member AS o ON o.record_id = l.target_id
JOIN entity AS e ON e.entity_id = o.entity_id AND e.audience_id = ANY(%(seen_by)s)
WHERE m.entity_id = %(thing)s
ORDER BY t.key, e.records DESC, e.audience_id
LIMIT 1
