-- Owners of open work among us, by name, as the reader may know them.
SELECT p.entity_id, p.title, p.golden::text
FROM (
    SELECT DISTINCT m.entity_id
    FROM entity AS w
    JOIN member AS wm ON wm.entity_id = w.entity_id
    JOIN record AS r ON r.id = wm.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
    JOIN member AS m ON m.record_id = l.target_id
    WHERE w.open AND w.kind IN ('ticket', 'task') AND w.audience_id = ANY(%(seen_by)s)
) AS o
JOIN LATERAL (
    SELECT entity_id, title, golden FROM entity
    WHERE entity.entity_id = o.entity_id AND entity.audience_id = ANY(%(seen_by)s) AND standing = 'staff' ORDER BY records DESC, audience_id LIMIT 1
) AS p ON true
ORDER BY p.title, p.entity_id
