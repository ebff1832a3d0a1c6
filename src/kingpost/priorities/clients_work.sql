-- The open work of these clients, and the threads in which mail went to and fro of late.
SELECT m.entity_id
FROM client_of AS c
JOIN member AS m ON m.record_id = c.record_id
JOIN entity AS e ON e.entity_id = m.entity_id AND e.open
WHERE c.client_id = ANY(%(clients)s) AND c.kind IN ('ticket', 'task', 'invoice')
UNION
SELECT coalesce(tm.entity_id, l.target_id, t.entity_id)
FROM timeline AS t
LEFT JOIN link AS l ON l.record_id = t.record_id AND l.role = 'thread'
LEFT JOIN member AS tm ON tm.record_id = l.target_id
WHERE t.client_id = ANY(%(clients)s) AND t.at > %(recent)s AND t.kind = 'message'
