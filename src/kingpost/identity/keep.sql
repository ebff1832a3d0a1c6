-- Keep match keys, profiles and blocking keys: what went goes, what is new comes, in the order of the index. Returns the stored pairs of ``held``, each
-- side by its index.
WITH lost_match AS (
    DELETE FROM match_key AS k USING unnest(%(lost_match_records)s::bigint[], %(lost_match_keys)s::text[]) AS l(record_id, key)
    WHERE k.record_id = l.record_id AND k.key = l.key
), gained_match AS (
    INSERT INTO match_key (record_id, key) SELECT * FROM unnest(%(gained_match_records)s::bigint[], %(gained_match_keys)s::text[])
), gone AS (
    DELETE FROM profile WHERE record_id = ANY(%(gone)s::bigint[])
), lost AS (
    DELETE FROM block AS b USING unnest(%(lost_keys)s::bigint[], %(lost_records)s::bigint[]) AS l(key, record_id)
    WHERE b.key = l.key AND b.record_id = l.record_id
), gained AS (
    INSERT INTO block (key, record_id)
    SELECT * FROM unnest(%(gained_keys)s::bigint[], %(gained_records)s::bigint[]) ORDER BY 1, 2
), kept AS (
    INSERT INTO profile AS p (record_id, said)
    SELECT * FROM unnest(%(records)s::bigint[], %(said)s::text[])
    ON CONFLICT (record_id) DO UPDATE SET said = excluded.said
)
SELECT one, other, levels, weight, verdict FROM pair WHERE one = ANY(%(held)s::bigint[])
UNION
SELECT one, other, levels, weight, verdict FROM pair WHERE other = ANY(%(held)s::bigint[])
