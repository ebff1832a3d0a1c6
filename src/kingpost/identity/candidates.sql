-- The records behind each of these blocking keys, at most ``room`` of them (one more than would matter).
SELECT k.key, ARRAY(SELECT b.record_id FROM block AS b WHERE b.key = k.key LIMIT k.room)
FROM unnest(%(keys)s::bigint[], %(rooms)s::bigint[]) AS k(key, room)
