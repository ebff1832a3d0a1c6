-- The threads to judge (a thread is named after the entity of its first thing), because one of these entities or clients changed: those of a client together,
-- because to gather what its projects are known by costs more than to judge a few threads.
WITH changed AS (
    SELECT m.entity_id, r.id, r.kind
    FROM unnest(%(entities)s::bigint[]) AS e(entity_id) JOIN member AS m USING (entity_id) JOIN record AS r ON r.id = m.record_id
    WHERE r.kind IN ('message', 'meeting', 'document', 'ticket')
      AND EXISTS (SELECT FROM client_of AS c JOIN project_ground AS g USING (client_id) WHERE c.record_id = r.id)
    UNION
    SELECT m.entity_id, c.record_id, c.kind
    FROM client_of AS c JOIN member AS m ON m.record_id = c.record_id
    WHERE c.client_id = ANY(%(clients)s::bigint[]) AND c.kind IN ('message', 'meeting', 'document', 'ticket')
), unit AS (
    SELECT coalesce(t.entity_id, c.entity_id) AS unit_id, c.id AS record_id
    FROM changed AS c
    LEFT JOIN link AS l ON l.record_id = c.id AND l.role = CASE c.kind WHEN 'message' THEN 'thread' WHEN 'meeting' THEN 'parent' END
    LEFT JOIN member AS t ON t.record_id = l.target_id
    UNION ALL
    SELECT k.unit_id, k.record_id
    FROM unnest(%(entities)s::bigint[]) AS e(entity_id) JOIN member AS m USING (entity_id) JOIN project_link AS k ON k.record_id = m.record_id
)
SELECT u.unit_id
FROM unit AS u
LEFT JOIN client_of AS c USING (record_id)
GROUP BY u.unit_id
ORDER BY min(c.client_id) NULLS LAST, u.unit_id
