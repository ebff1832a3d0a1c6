-- Entities outside the batch whose titles quote something in it, or whose folders are named after it, and are not linked to it yet; and all
-- that quote something that is gone, because the number may now mean only one thing.
WITH named AS (
    SELECT b.entity_id, b.live, r.remote_id AS token
    FROM batch AS b JOIN record AS r ON r.id = b.record_id
    WHERE b.kind IN ('ticket', 'task', 'project', 'invoice')
    UNION
    SELECT b.entity_id, b.live, 'notice:' || r.remote_id
    FROM batch AS b JOIN record AS r ON r.id = b.record_id
    WHERE b.kind IN ('ticket', 'task', 'project', 'invoice', 'agreement', 'meeting') AND NOT b.mention
    UNION
    SELECT b.entity_id, b.live, CASE b.kind WHEN 'project' THEN substr(k.key, length('code:') + 1) ELSE k.key END
    FROM batch AS b JOIN match_key AS k ON k.record_id = b.record_id
    WHERE b.kind = 'project' AND starts_with(k.key, 'code:') OR b.kind = 'client' AND starts_with(k.key, 'name:')
)
SELECT DISTINCT m.entity_id
FROM named AS n
JOIN quote AS q USING (token)
JOIN member AS m ON m.record_id = q.record_id
WHERE NOT EXISTS (SELECT FROM batch AS b WHERE b.entity_id = m.entity_id)
  AND NOT (n.live AND EXISTS (SELECT FROM link AS l JOIN member AS t ON t.record_id = l.target_id
                              WHERE l.record_id = q.record_id AND l.role IN ('about', 'client') AND t.entity_id = n.entity_id))
