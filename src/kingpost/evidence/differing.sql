-- Native objects we do not hold, or hold with other bytes; in the order of the page. Each is looked up by itself, so that the plan does not
-- depend on how large the table was when it was last analysed.
SELECT uuid_send(k.native_key), uuid_send(r.key)
FROM unnest(%s::uuid[], %s::uuid[]) WITH ORDINALITY AS k(native_key, raw_hash, place)
LEFT JOIN LATERAL (SELECT key, raw_hash FROM record WHERE record.native_key = k.native_key AND record.gone_at IS NULL OFFSET 0) AS r ON true
WHERE r.raw_hash IS DISTINCT FROM k.raw_hash
ORDER BY k.place
