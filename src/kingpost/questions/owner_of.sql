-- The owner a thing is linked to, as a reader may know of one, whose name counts before others: number, name, and whether gone for good.
SELECT e.entity_id, e.title,
       coalesce(lower(e.golden->>'status') = ANY(%(left)s) OR pg_input_is_valid(e.golden->>'end_date', 'date') AND (e.golden->>'end_date')::date < %(today)s, false)
FROM (SELECT * FROM entity WHERE entity_id = %(thing)s AND audience_id = ANY(%(seen_by)s) ORDER BY records DESC, audience_id LIMIT 1) AS p
JOIN member AS m USING (entity_id)
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
JOIN record AS t ON t.id = l.target_id
JOIN member AS o ON o.record_id = l.target_id
JOIN entity AS e ON e.entity_id = o.entity_id AND e.audience_id = ANY(%(seen_by)s)
WHERE owns(p.golden, p.why, r.id, e.title) IS NOT FALSE
ORDER BY owns(p.golden, p.why, r.id, e.title), t.key, e.records DESC, e.audience_id
LIMIT 1
