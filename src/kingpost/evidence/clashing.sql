-- Keys of staged rows that belong to another native object already. Each is looked up by itself: a page is small beside the table.
SELECT uuid_send(s.key)
FROM staging AS s
CROSS JOIN LATERAL (SELECT native_key FROM record WHERE record.key = s.key AND record.gone_at IS NULL OFFSET 0) AS r
WHERE s.native_key IS NOT NULL AND r.native_key <> s.native_key
