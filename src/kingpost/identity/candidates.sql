-- The records behind each of these blocking keys, where that matters: two or more that are to be compared, or a key that has just become too common
-- for it (OFFSET 0: looked up once, not at each mention). At most one more than would matter, the records of ``added`` being new behind the key.
-- With ``texts`` also the profiles of those to be compared, each once, as (no key, the record, its profile).
WITH behind AS MATERIALIZED (
    SELECT k.key, f.found
    FROM unnest(%(keys)s::bigint[], %(added)s::bigint[]) AS k(key, added)
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT b.record_id FROM block AS b WHERE b.key = k.key LIMIT %(most)s::int + k.added + 1) OFFSET 0) AS f(found)
    WHERE cardinality(f.found) > 1 AND cardinality(f.found) - k.added <= %(most)s::int
)
SELECT key, found, NULL FROM behind
UNION ALL
SELECT NULL, ARRAY[p.record_id], p.said
FROM (SELECT DISTINCT unnest(found) AS record_id FROM behind WHERE %(texts)s::bool AND cardinality(found) <= %(most)s::int) AS n
JOIN profile AS p USING (record_id)
