-- When these people are away, from the calendars an audience may see: each stretch once.
SELECT DISTINCT pm.entity_id, o.starts_at, o.ends_at
FROM occurrence AS o
JOIN record AS r ON r.id = o.record_id AND r.gone_at IS NULL
JOIN audience_within AS a ON a.narrow_id = %(audience)s AND a.wide_id = r.audience_id
JOIN link AS l ON l.record_id = r.id AND l.role = 'away'
JOIN member AS pm ON pm.record_id = l.target_id
WHERE o.starts_at < %(end)s AND o.ends_at > %(start)s AND pm.entity_id = ANY(%(people)s)
ORDER BY pm.entity_id, o.starts_at, o.ends_at
