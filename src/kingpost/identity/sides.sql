-- The two records of a question, with the organisation each points at by name where the reader may see it, and how many more records their things have.
SELECT r.id, m.entity_id, v.title, s.title, v.fields::text,
       (SELECT ov.title FROM unnest(v.ref_roles, v.ref_keys) AS k(role, key)
        JOIN record AS o ON o.key = k.key AND o.audience_id = ANY(%(seen_by)s) JOIN version AS ov ON ov.record_id = o.id AND ov.number = o.version
        WHERE k.role = CASE r.kind WHEN 'person' THEN 'employer' WHEN 'project' THEN 'client' END ORDER BY k.key LIMIT 1),
       (SELECT count(*) FROM member AS x JOIN record AS y ON y.id = x.record_id
        WHERE x.entity_id = m.entity_id AND x.record_id <> r.id AND y.version IS NOT NULL AND y.audience_id = ANY(%(seen_by)s))
FROM record AS r
JOIN member AS m ON m.record_id = r.id
JOIN system AS s ON s.id = r.system_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE r.id = ANY(%(records)s::bigint[]) AND r.audience_id = ANY(%(seen_by)s)
