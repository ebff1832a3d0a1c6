-- Entities outside the batch whose titles quote something in it, and are not linked to it yet; or still are, although it is gone.
WITH named AS (
    SELECT b.entity_id, b.live, r.remote_id AS token
    FROM batch AS b JOIN record AS r ON r.id = b.record_id
    WHERE b.kind IN ('ticket', 'task', 'project', 'invoice')
    UNION
    SELECT b.entity_id, b.live, substr(k.key, length('code:') + 1)
    FROM batch AS b JOIN match_key AS k ON k.record_id = b.record_id AND starts_with(k.key, 'code:')
    WHERE b.kind = 'project'
)
SELECT DISTINCT m.entity_id
FROM named AS n
JOIN quote AS q USING (token)
JOIN member AS m ON m.record_id = q.record_id
WHERE NOT EXISTS (SELECT FROM batch AS b WHERE b.entity_id = m.entity_id)
  AND n.live <> EXISTS (SELECT FROM link AS l JOIN member AS t ON t.record_id = l.target_id
                        WHERE l.record_id = q.record_id AND l.role = 'about' AND t.entity_id = n.entity_id)
