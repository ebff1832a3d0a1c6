-- Replace match keys: what went goes, what is new comes.
WITH lost AS (
    DELETE FROM match_key AS k USING unnest(%(lost)s::bigint[], %(lost_keys)s::text[]) AS l(record_id, key)
    WHERE k.record_id = l.record_id AND k.key = l.key
)
INSERT INTO match_key (record_id, key) SELECT * FROM unnest(%(gained)s::bigint[], %(gained_keys)s::text[])
