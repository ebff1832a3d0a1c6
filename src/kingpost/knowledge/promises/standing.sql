-- Where these records stand: entity, audience, client, thread, and the ticket or task they are about. Ties go by key, so that no order of arrival shows.
SELECT r.id, r.key::text, r.kind, m.entity_id, r.audience_id, coalesce(c.client_id, 0), coalesce(t.entity_id, m.entity_id),
       CASE WHEN r.kind IN ('ticket', 'task') THEN m.entity_id ELSE a.entity_id END, s.sent_at, s.sender_id
FROM record AS r
JOIN member AS m ON m.record_id = r.id
LEFT JOIN LATERAL (
    SELECT client_of.client_id FROM client_of
    JOIN member AS cm ON cm.entity_id = client_of.client_id JOIN record AS cr ON cr.id = cm.record_id
    WHERE client_of.record_id = r.id ORDER BY cr.key LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT coalesce(tm.entity_id, l.target_id) AS entity_id  -- the first message of a thread need not be one we hold
    FROM link AS l LEFT JOIN member AS tm ON tm.record_id = l.target_id WHERE l.record_id = r.id AND l.role = 'thread' LIMIT 1
) AS t ON true
LEFT JOIN LATERAL (
    SELECT am.entity_id FROM link AS l JOIN record AS ar ON ar.id = l.target_id AND ar.kind IN ('ticket', 'task') JOIN member AS am ON am.record_id = ar.id
    WHERE l.record_id = r.id AND l.role IN ('about', 'ticket') ORDER BY ar.key LIMIT 1
) AS a ON true
LEFT JOIN LATERAL (  -- a document says nothing of its own moment or writer: the first mail that carried it does
    SELECT mv.valid_from AS sent_at, sl.target_id AS sender_id
    FROM link AS l JOIN record AS mr ON mr.id = l.record_id AND mr.gone_at IS NULL JOIN version AS mv ON mv.record_id = mr.id AND mv.number = mr.version
    LEFT JOIN link AS sl ON sl.record_id = mr.id AND sl.role = 'sender'
    WHERE l.target_id = r.id AND l.role = 'attachment' ORDER BY mv.valid_from, mr.key LIMIT 1
) AS s ON r.kind = 'document'
WHERE r.id = ANY(%(records)s::bigint[])
