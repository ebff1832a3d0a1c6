-- Mails that may show what became of these promises: of the same thread, or of the same client with a word of what was promised, sent in the time after it.
-- With each mail's entity, the thread it is in, its id and that of the mail it answers. What a system wrote by itself keeps no promise and thanks for nothing.
SELECT DISTINCT p.key::text, r.id, r.key::text, r.audience_id, v.valid_from, v.body, coalesce(v.fields->>'attachments', '[]'), t.same, s.ours, s.name,
       m.entity_id, coalesce(h.entity_id, m.entity_id), coalesce(v.fields->>'message_id', r.remote_id), coalesce(v.fields->>'in_reply_to', '')
FROM promise AS p
JOIN LATERAL (
    SELECT c.record_id, false AS same FROM timeline AS c
    WHERE c.client_id = p.client_id AND p.client_id <> 0 AND c.at > p.said_at AND c.at < greatest(p.due_at, p.said_at) + interval '45 days'
      AND c.kind = 'message' AND cardinality(p.stems) > 0
    UNION
    SELECT l.record_id, true FROM member AS m JOIN link AS l ON l.target_id = m.record_id AND l.role = 'thread' WHERE m.entity_id = p.thread_id
    UNION
    SELECT l.record_id, true FROM link AS l WHERE l.target_id = p.thread_id AND l.role = 'thread'
) AS t ON true
JOIN record AS r ON r.id = t.record_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.valid_from > p.said_at AND v.valid_from < greatest(p.due_at, p.said_at) + interval '45 days'
     AND NOT v.fields @> '{"automatic": true}' AND NOT v.fields @> '{"bulk": true}'
JOIN member AS m ON m.record_id = r.id
LEFT JOIN LATERAL (
    SELECT coalesce(tm.entity_id, l.target_id) AS entity_id FROM link AS l LEFT JOIN member AS tm ON tm.record_id = l.target_id
    WHERE l.record_id = r.id AND l.role = 'thread' LIMIT 1
) AS h ON true
JOIN LATERAL (
    SELECT coalesce(pv.fields->>'name', '') AS name,
           CASE WHEN EXISTS (SELECT FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id WHERE m.record_id = l.target_id)
                THEN EXISTS (SELECT FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.standing = 'staff' WHERE m.record_id = l.target_id)
                ELSE EXISTS (SELECT FROM match_key AS k WHERE k.record_id = l.target_id AND starts_with(k.key, 'email:') AND split_part(k.key, '@', 2) = ANY(%(own)s)) END AS ours
    FROM link AS l JOIN record AS sr ON sr.id = l.target_id LEFT JOIN version AS pv ON pv.record_id = sr.id AND pv.number = sr.version
    WHERE l.record_id = r.id AND l.role = 'sender' ORDER BY sr.key LIMIT 1
) AS s ON true
WHERE p.key = ANY(%(keys)s::uuid[]) AND (t.same OR s.ours = p.ours AND (v.body ILIKE ANY(SELECT '%%' || stem || '%%' FROM unnest(p.stems) AS stem)))
