-- Mails of clients in these threads that no mail of ours answers yet: one row for each mail and each audience of the thread, oldest first,
-- and one row without a mail for every audience in whose eyes nobody waits. A mail is ours when its sender's address is in an own domain or
-- the sender is staff; it answers when it went to somebody who is not ours.
WITH root AS (
    SELECT m.record_id, m.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.kind = 'message' WHERE m.entity_id = ANY(%(entities)s)
    UNION
    SELECT r.id, r.id FROM record AS r WHERE r.id = ANY(%(entities)s) AND r.kind = 'message' AND NOT EXISTS (SELECT FROM member AS m WHERE m.record_id = r.id)
), thread AS (
    SELECT * FROM root WHERE NOT EXISTS (SELECT FROM link AS l WHERE l.record_id = root.record_id AND l.role = 'thread')
), belongs AS (
    SELECT thread.entity_id, thread.record_id FROM thread
    UNION
    SELECT thread.entity_id, l.record_id FROM thread JOIN link AS l ON l.target_id = thread.record_id AND l.role = 'thread'
), said AS (
    SELECT b.entity_id, r.id, m.entity_id AS mail, r.audience_id, r.system_id, v.valid_from AS at, v.title, v.fields->>'snippet' AS snippet,
           coalesce(v.fields->>'automatic' = 'true' OR v.fields->>'bulk' = 'true', false) AS machine, s.target_id AS sender_id, s.person_id,
           coalesce(s.ours, false) AS ours
    FROM belongs AS b
    JOIN record AS r ON r.id = b.record_id AND r.gone_at IS NULL
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    JOIN member AS m ON m.record_id = r.id
    LEFT JOIN LATERAL (
        SELECT l.target_id, pm.entity_id AS person_id,
               EXISTS (SELECT FROM entity AS e WHERE e.entity_id = pm.entity_id AND e.standing = 'staff') AS ours
        FROM link AS l
        LEFT JOIN member AS pm ON pm.record_id = l.target_id
        WHERE l.record_id = r.id AND l.role = 'sender' ORDER BY l.target_id LIMIT 1
    ) AS s ON true
), seen AS (
    SELECT DISTINCT ON (s.entity_id, a.audience_id, s.mail) a.audience_id AS reader, s.*
    FROM (SELECT DISTINCT entity_id, audience_id FROM said) AS a
    JOIN audience_within AS w ON w.narrow_id = a.audience_id
    JOIN said AS s ON s.entity_id = a.entity_id AND s.audience_id = w.wide_id
    ORDER BY s.entity_id, a.audience_id, s.mail, s.id
), answered AS (
    SELECT entity_id, reader, max(at) FILTER (WHERE ours AND NOT machine AND (
               NOT EXISTS (SELECT FROM link AS l WHERE l.record_id = seen.id AND l.role IN ('recipient', 'copied'))
               OR EXISTS (SELECT FROM link AS l WHERE l.record_id = seen.id AND l.role IN ('recipient', 'copied')
                          AND NOT EXISTS (SELECT FROM member AS pm JOIN entity AS e ON e.entity_id = pm.entity_id AND e.standing = 'staff'
                                          WHERE pm.record_id = l.target_id)))) AS at
    FROM seen GROUP BY entity_id, reader
), open AS MATERIALIZED (  -- taken once: joined in with what follows it would be gone through for each thread
    SELECT seen.*, answered.at IS NOT NULL AS replied
    FROM seen JOIN answered USING (entity_id, reader)
    WHERE NOT seen.ours AND NOT seen.machine AND seen.at > coalesce(answered.at, '-infinity') AND seen.at > %(recent)s
)
SELECT a.entity_id, a.reader, o.at, o.id, o.title, o.snippet, o.replied, c.client_id, o.person_id, p.title, p.post, h.entity_id, h.title, y.started_at, g.handled_at
FROM answered AS a
LEFT JOIN open AS o USING (entity_id, reader)
LEFT JOIN LATERAL (SELECT min(client_of.client_id) AS client_id FROM client_of WHERE client_of.record_id = o.id) AS c ON true
LEFT JOIN LATERAL (
    SELECT e.title, coalesce(e.golden->>'title', '') AS post
    FROM entity AS e JOIN audience_within AS w ON w.narrow_id = a.reader AND w.wide_id = e.audience_id
    WHERE e.entity_id = o.person_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS p ON true
LEFT JOIN LATERAL (
    -- A shared mailbox of ours answers nobody: only a person a system lists as staff, or who is said to be one of us, has a mail on their desk.
    SELECT hm.entity_id, e.title
    FROM link AS l
    JOIN record AS hr ON hr.id = l.target_id
    JOIN member AS hm ON hm.record_id = l.target_id
    JOIN entity AS e ON e.entity_id = hm.entity_id AND e.standing = 'staff'
         AND (e.golden @> '{"staff": true}' OR EXISTS (SELECT FROM member AS sm JOIN person_terms USING (record_id) WHERE sm.entity_id = hm.entity_id))
    JOIN audience_within AS w ON w.narrow_id = a.reader AND w.wide_id = e.audience_id
    WHERE l.record_id = o.id AND l.role = 'recipient' ORDER BY e.records DESC, hr.key LIMIT 1
) AS h ON true
LEFT JOIN system AS y ON y.id = o.system_id
LEFT JOIN LATERAL (
    -- A mail read here only after the answer was not answered by it, unless it is older than what was.
    SELECT max(CASE WHEN EXISTS (SELECT FROM version AS v WHERE v.record_id = o.id AND v.number = 1 AND v.learned > n.at) THEN coalesce(n.covers, n.at)
                    ELSE n.at END) AS handled_at
    FROM answer AS n
    WHERE n.undone_at IS NULL AND n.verdict IN ('handled', 'decided')
      AND n.records && ARRAY(SELECT thread.record_id FROM thread WHERE thread.entity_id = a.entity_id)
) AS g ON true
ORDER BY a.entity_id, a.reader, o.at, o.id
