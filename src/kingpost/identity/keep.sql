-- Keep profiles and blocking keys: what went goes, what is new comes, in the order of the index.
WITH gone AS (
    DELETE FROM profile WHERE record_id = ANY(%(gone)s::bigint[])
), lost AS (
    DELETE FROM block AS b USING unnest(%(lost_keys)s::bigint[], %(lost_records)s::bigint[]) AS l(key, record_id)
    WHERE b.key = l.key AND b.record_id = l.record_id
), gained AS (
    INSERT INTO block (key, record_id)
    SELECT * FROM unnest(%(gained_keys)s::bigint[], %(gained_records)s::bigint[]) ORDER BY 1, 2
)
INSERT INTO profile AS p (record_id, said)
SELECT * FROM unnest(%(records)s::bigint[], %(said)s::text[])
ON CONFLICT (record_id) DO UPDATE SET said = excluded.said
