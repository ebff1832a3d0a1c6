-- Mails that came to us between two moments, each once: to any of us, or to one person. What a client's own service writes is a client's mail.
SELECT c.at,
       CASE WHEN c.service IS NOT NULL AND (c.about_ours OR NOT c.of_client) THEN 'system'
            WHEN c.bulk THEN 'bulk' WHEN c.automatic AND c.service IS NULL THEN 'automatic' WHEN c.of_staff THEN 'colleague' WHEN c.of_client THEN 'client' ELSE 'other' END,
       CASE WHEN c.about_ours OR NOT c.of_client THEN coalesce(c.service, '') ELSE '' END, CASE WHEN c.about_ours OR NOT c.of_client THEN coalesce(c.domain, '') ELSE '' END,
       c.entity_id, c.title, c.by_name, c.filed
FROM (
    SELECT DISTINCT ON (t.entity_id) t.entity_id, t.at, v.title, n.service, n.domain, n.system_id IS NOT NULL AS about_ours, coalesce(s.title, '') AS by_name,
           coalesce(v.fields @> '{"bulk": true}', false) AS bulk, coalesce(v.fields @> '{"automatic": true}', false) AS automatic,
           coalesce(s.standing = 'staff', false) AS of_staff,
           EXISTS (SELECT FROM client_of AS k JOIN entity AS e ON e.entity_id = k.client_id AND e.standing = 'client' WHERE k.record_id = s.record_id) AS of_client,
           EXISTS (SELECT FROM member AS m JOIN record AS o ON o.id = m.record_id
                   JOIN writeback AS w ON w.system_id = o.system_id AND w.kind = 'message' AND w.state = 'confirmed' AND w.undoes_id IS NULL
                        AND w.change->>'remote_id' = o.remote_id
                   WHERE n.record_id IS NOT NULL AND m.entity_id = t.entity_id) AS filed
    FROM timeline AS t
    JOIN record AS r ON r.id = t.record_id
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    LEFT JOIN notice AS n ON n.record_id = t.record_id
    LEFT JOIN LATERAL (
        SELECT l.target_id AS record_id, p.entity_id, p.title, p.standing
        FROM link AS l JOIN member AS m ON m.record_id = l.target_id JOIN entity AS p ON p.entity_id = m.entity_id AND p.audience_id = ANY(%(seen_by)s)
        WHERE l.record_id = t.record_id AND l.role = 'sender' ORDER BY l.target_id, p.records DESC, p.audience_id LIMIT 1
    ) AS s ON true
    WHERE t.at >= %(start)s AND t.at < %(end)s AND t.kind = 'message' AND t.what = 'wrote' AND t.audience_id = ANY(%(seen_by)s)
      AND EXISTS (
          SELECT FROM link AS l JOIN member AS m ON m.record_id = l.target_id
          WHERE l.record_id = t.record_id AND l.role IN ('recipient', 'copied') AND m.entity_id IS DISTINCT FROM s.entity_id
            AND CASE WHEN %(person)s::bigint IS NULL THEN EXISTS (SELECT FROM entity AS e WHERE e.entity_id = m.entity_id AND e.standing = 'staff')
                     ELSE m.entity_id = %(person)s END)
    ORDER BY t.entity_id, t.record_id, t.client_id
) AS c
