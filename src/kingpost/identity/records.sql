-- The records of a thing as their systems have them, those the reader may see, oldest first.
SELECT r.id, r.kind, v.title, s.title, r.remote_id, v.url, v.fields::text,
       (SELECT ov.title FROM unnest(v.ref_roles, v.ref_keys) AS k(role, key)
        JOIN record AS o ON o.key = k.key AND o.audience_id = ANY(%(seen_by)s) JOIN version AS ov ON ov.record_id = o.id AND ov.number = o.version
        WHERE k.role = CASE r.kind WHEN 'person' THEN 'employer' WHEN 'project' THEN 'client' END ORDER BY k.key LIMIT 1)
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s) AND r.gone_at IS NULL
JOIN system AS s ON s.id = r.system_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE m.entity_id = %(entity)s
ORDER BY r.id
LIMIT %(limit)s
