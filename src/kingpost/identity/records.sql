-- The records to make keys for; fields only where keys come from fields.
SELECT r.id, r.kind, r.remote_id, CASE WHEN r.kind = ANY(%(kinds)s) THEN v.fields::text END
FROM record AS r
LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE r.id = ANY(%(records)s)
