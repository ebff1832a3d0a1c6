-- What is needed to compare these records: their fields, and the organisation they point at as its own record says it.
SELECT r.id, r.key::text, r.kind, r.system_id, v.title, v.fields::text, p.key::text, ov.title, ov.fields::text
FROM unnest(%(records)s::bigint[]) AS n(id)
JOIN record AS r USING (id)
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
LEFT JOIN LATERAL (
    SELECT k.key FROM unnest(v.ref_roles, v.ref_keys) AS k(role, key)
    WHERE k.role = CASE r.kind WHEN 'person' THEN 'employer' WHEN 'project' THEN 'client' END
    ORDER BY k.key LIMIT 1
) AS p ON true
LEFT JOIN record AS o ON o.key = p.key
LEFT JOIN version AS ov ON ov.record_id = o.id AND ov.number = o.version
WHERE r.kind = ANY(%(kinds)s) AND r.gone_at IS NULL
