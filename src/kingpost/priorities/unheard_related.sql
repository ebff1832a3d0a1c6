-- Threads and tickets to judge again because of these entities: those that mails among them are in, as an answer changes how what it answers stands; and what was
-- written since %(since)s and names a client among them.
SELECT tm.entity_id
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.kind = 'message'
JOIN link AS l ON l.record_id = r.id AND l.role = 'thread'
JOIN member AS tm ON tm.record_id = l.target_id
WHERE m.entity_id = ANY(%(entities)s::bigint[])
UNION
SELECT m.entity_id
FROM entity AS e
JOIN wording AS o ON o.writer = ANY(ARRAY['ours', 'other']) AND o.at > %(since)s AND o.number = 0
JOIN record AS r ON r.id = o.record_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
     AND names(concat_ws(' ', v.title, v.fields->>'snippet'), e.title)
LEFT JOIN LATERAL (SELECT target_id FROM link AS l WHERE l.record_id = o.record_id AND l.role = 'thread' ORDER BY target_id LIMIT 1) AS t ON true
JOIN member AS m ON m.record_id = coalesce(t.target_id, o.record_id)
WHERE e.entity_id = ANY(%(entities)s::bigint[]) AND e.kind = 'client' AND e.standing = 'client' AND length(e.title) >= 4
