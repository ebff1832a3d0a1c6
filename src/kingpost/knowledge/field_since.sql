-- Since when the joined records of the batch that have changed at all say what they say, field by field: the first of the latest versions with one value.
WITH changed AS (
    SELECT b.record_id FROM batch AS b JOIN record AS r ON r.id = b.record_id WHERE b.joined AND b.live AND NOT b.mention AND r.version > 1
), said AS (
    SELECT v.record_id, f.key AS field, f.value, v.number, coalesce(v.valid_from, v.learned) AS at,
           lag(f.value) OVER (PARTITION BY v.record_id, f.key ORDER BY v.number) AS was,
           lag(v.number) OVER (PARTITION BY v.record_id, f.key ORDER BY v.number) AS before
    FROM changed AS c JOIN version AS v USING (record_id) CROSS JOIN LATERAL jsonb_each(v.fields) AS f
)
SELECT DISTINCT ON (record_id, field) record_id, field, at
FROM said
WHERE was IS DISTINCT FROM value OR before <> number - 1
ORDER BY record_id, field, number DESC
