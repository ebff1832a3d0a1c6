-- What mails of these things' clients stated within a stretch of time, with whom they are between and what they are about.
SELECT h.hub, '', r.id, r.kind, r.audience_id, r.key, r.version, v.title, v.fields::text, v.valid_from, v.url, s.id, s.title, '', m.entity_id,
       t.what, t.says, t.words, t.currency, t.weekday_only,
       ARRAY(SELECT DISTINCT pm.entity_id FROM link AS l JOIN member AS pm ON pm.record_id = l.target_id
             WHERE l.record_id = r.id AND l.role IN ('sender', 'recipient')),
       ARRAY(SELECT am.entity_id FROM link AS l JOIN member AS am ON am.record_id = l.target_id WHERE l.record_id = r.id AND l.role IN ('about', 'project')
             UNION
             SELECT pm.entity_id FROM link AS l JOIN link AS p ON p.record_id = l.target_id AND p.role = 'project' JOIN member AS pm ON pm.record_id = p.target_id
             WHERE l.record_id = r.id AND l.role = 'about')
FROM unnest(%(hubs)s::bigint[], %(from)s::timestamptz[], %(until)s::timestamptz[]) AS h(hub, since, until)
JOIN LATERAL (SELECT DISTINCT c.client_id FROM member AS hm JOIN client_of AS c ON c.record_id = hm.record_id WHERE hm.entity_id = h.hub) AS w ON true
JOIN stated AS t ON t.client_id = w.client_id AND t.at >= h.since AND t.at < h.until
JOIN record AS r ON r.id = t.record_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN member AS m ON m.record_id = r.id
JOIN system AS s ON s.id = r.system_id
ORDER BY h.hub, t.at, r.key, t.number
