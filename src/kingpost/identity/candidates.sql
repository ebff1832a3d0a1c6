-- The records behind each of these blocking keys, where that matters: two or more that are to be compared, or a key that has just become too common
-- for it (OFFSET 0: looked up once, not at each mention). At most one more than would matter, the records of ``added`` being new behind the key.
SELECT k.key, f.found
FROM unnest(%(keys)s::bigint[], %(added)s::bigint[]) AS k(key, added)
CROSS JOIN LATERAL (SELECT ARRAY(SELECT b.record_id FROM block AS b WHERE b.key = k.key LIMIT %(most)s + k.added + 1) OFFSET 0) AS f(found)
WHERE cardinality(f.found) > 1 AND cardinality(f.found) - k.added <= %(most)s
