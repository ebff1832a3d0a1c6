-- The mails of these threads, oldest first, and the comments on these subjects, with who wrote to whom and what they quote.
WITH inside AS (
    SELECT u.entity_id AS unit_id, m.record_id
    FROM unnest(%(units)s::bigint[]) AS u(entity_id) JOIN member AS m USING (entity_id)
    WHERE NOT EXISTS (SELECT FROM link AS l WHERE l.record_id = m.record_id AND l.role = 'thread')
    UNION
    SELECT u.entity_id, l.record_id
    FROM unnest(%(units)s::bigint[]) AS u(entity_id) JOIN member AS m USING (entity_id) JOIN link AS l ON l.target_id = m.record_id AND l.role = 'thread'
    UNION
    SELECT u.entity_id, l.record_id
    FROM unnest(%(subjects)s::bigint[]) AS u(entity_id) JOIN member AS m USING (entity_id)
    JOIN link AS l ON l.target_id = m.record_id AND l.role IN ('about', 'ticket', 'parent')
    JOIN record AS r ON r.id = l.record_id AND r.kind = 'comment'
)
SELECT i.unit_id, r.id, m.entity_id, r.key::text, r.audience_id, r.kind, v.valid_from, v.title, left(v.body, 20000),
       coalesce(v.fields->>'automatic', v.fields->>'bulk', '') = 'true', v.fields->>'from',
       (SELECT l.target_id FROM link AS l JOIN record AS t ON t.id = l.target_id WHERE l.record_id = r.id AND l.role IN ('sender', 'author') ORDER BY t.key LIMIT 1),
       (SELECT array_agg(DISTINCT l.target_id ORDER BY l.target_id) FROM link AS l WHERE l.record_id = r.id AND l.role = 'recipient'),
       ARRAY(SELECT DISTINCT p.entity_id FROM link AS l JOIN member AS p ON p.record_id = l.target_id
             WHERE l.record_id = r.id AND l.role IN ('sender', 'recipient', 'copied', 'author') ORDER BY 1),
       ARRAY(SELECT DISTINCT t.entity_id FROM link AS l JOIN member AS t ON t.record_id = l.target_id JOIN record AS q ON q.id = l.target_id
             WHERE l.record_id = r.id AND l.role IN ('about', 'ticket') AND q.kind IN ('ticket', 'task') ORDER BY 1),
       (SELECT p.entity_id FROM link AS l JOIN record AS t ON t.id = l.target_id JOIN member AS p ON p.record_id = t.id
        WHERE l.record_id = r.id AND l.role IN ('sender', 'author') ORDER BY t.key LIMIT 1)
FROM inside AS i
JOIN record AS r ON r.id = i.record_id AND r.gone_at IS NULL AND r.kind IN ('message', 'comment')
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN member AS m ON m.record_id = r.id
ORDER BY i.unit_id, v.valid_from, r.key
