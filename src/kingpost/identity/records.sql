-- The records whose keys come from their fields, with these.
SELECT r.id, r.kind, r.remote_id, v.fields::text
FROM unnest(%(records)s::bigint[]) AS n(id)
JOIN record AS r USING (id)
LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE r.kind = ANY(%(kinds)s)
