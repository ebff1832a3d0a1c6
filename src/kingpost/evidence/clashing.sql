-- Keys of staged rows that belong to another native object already.
SELECT uuid_send(s.key)
FROM staging AS s
JOIN record AS r USING (key)
WHERE s.native_key IS NOT NULL AND r.native_key <> s.native_key AND r.gone_at IS NULL
