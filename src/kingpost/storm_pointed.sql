-- What these records point at and is among those that wait as well, a writer nobody knew before, say.
SELECT DISTINCT t.id
FROM record AS r
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN record AS t ON t.key = ANY(v.ref_keys)
WHERE r.id = ANY(%(records)s::bigint[]) AND t.id = ANY(%(waiting)s::bigint[])
