-- What people of these entities with a handover own that is open, and what live signals are on them.
WITH person AS (
    SELECT DISTINCT m.entity_id FROM handover AS h JOIN member AS m USING (record_id) WHERE m.entity_id = ANY(%(entities)s)
)
SELECT w.entity_id
FROM person AS p
JOIN member AS m USING (entity_id)
JOIN link AS l ON l.target_id = m.record_id AND l.role = 'owner'
JOIN member AS w ON w.record_id = l.record_id
JOIN entity AS e ON e.entity_id = w.entity_id AND e.open AND e.kind IN ('ticket', 'task')
UNION
SELECT s.entity_id FROM signal AS s JOIN person AS p ON s.owner_id = p.entity_id OR s.facts->>'away' = p.entity_id::text WHERE s.closed_at IS NULL
