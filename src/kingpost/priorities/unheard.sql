-- What people wrote among these entities, mails and words on tickets: (record, number, who wrote it, title, text, at, whether it is a reply). "ours": one of us to others of us; "out": one of us to somebody
-- else; "client"; "other": anybody else. What machines wrote and bulk mail are left out. ``number`` is 0 for a mail, on a ticket that of its happening.
SELECT DISTINCT r.id, 0, CASE
           WHEN s.ours AND EXISTS (
               SELECT FROM link AS l WHERE l.record_id = r.id AND l.role IN ('recipient', 'copied')
               AND NOT EXISTS (SELECT FROM member AS pm JOIN entity AS e ON e.entity_id = pm.entity_id AND e.standing = 'staff' WHERE pm.record_id = l.target_id)) THEN 'out'
           WHEN s.ours THEN 'ours' WHEN s.client THEN 'client' ELSE 'other' END,
       v.title, coalesce(v.fields->>'snippet', ''), v.valid_from,
       EXISTS (SELECT FROM link AS l WHERE l.record_id = r.id AND l.role = 'thread')
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.kind = 'message' AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.valid_from > %(kept)s AND v.fields->>'from' LIKE '%%@%%'
     AND coalesce(v.fields->>'automatic', '') <> 'true' AND coalesce(v.fields->>'bulk', '') <> 'true'
CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(e.standing = 'staff'), false) AS ours,
           EXISTS (SELECT FROM link AS sl JOIN member AS sm ON sm.record_id = sl.target_id JOIN member AS om ON om.entity_id = sm.entity_id
                   JOIN link AS w ON w.record_id = om.record_id AND w.role = 'employer' JOIN member AS cm ON cm.record_id = w.target_id
                   JOIN entity AS c ON c.entity_id = cm.entity_id AND c.kind = 'client' AND c.standing = 'client'
                   WHERE sl.record_id = r.id AND sl.role = 'sender') AS client
    FROM link AS l JOIN member AS sm ON sm.record_id = l.target_id JOIN entity AS e ON e.entity_id = sm.entity_id
    WHERE l.record_id = r.id AND l.role = 'sender'
) AS s
WHERE m.entity_id = ANY(%(entities)s)
UNION ALL
SELECT DISTINCT ON (t.record_id, t.number) t.record_id, t.number, CASE
           WHEN t.what = 'answered' THEN 'out'
           WHEN EXISTS (SELECT FROM member AS am JOIN entity AS e ON e.entity_id = am.entity_id AND e.standing = 'staff' WHERE am.record_id = t.actor_id) THEN 'ours'
           WHEN t.client_id > 0 THEN 'client' ELSE 'other' END,
       '', substring(t.text FROM '“(.*)”'), t.at, true
FROM timeline AS t
WHERE t.entity_id = ANY(%(entities)s) AND t.kind = 'ticket' AND t.what IN ('commented', 'answered') AND t.at > %(kept)s AND t.text ~ '“.*”'
ORDER BY 1, 2
