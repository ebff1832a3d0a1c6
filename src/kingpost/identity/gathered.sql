-- What records are clustered by: of the ``unknown`` their key, match keys and profile; then what people said of two of all of these ``records``, and what
-- the model takes for the same, as (one, other, verdict, weight; no weight: a person said so).
SELECT r.id, r.key, ARRAY(SELECT k.key FROM match_key AS k WHERE k.record_id = r.id) AS keys,
       (SELECT p.said FROM profile AS p WHERE p.record_id = r.id) AS said, NULL::bigint AS other, NULL AS verdict, NULL::float8 AS weight
FROM unnest(%(unknown)s::bigint[]) AS n(id)
JOIN record AS r USING (id)
UNION ALL
SELECT j.one, NULL, NULL, NULL, j.other, j.verdict, NULL
FROM judgement AS j
WHERE j.withdrawn_at IS NULL AND j.verdict IN ('same', 'different') AND j.one = ANY(%(records)s::bigint[]) AND j.other = ANY(%(records)s::bigint[])
UNION ALL
SELECT p.one, NULL, NULL, NULL, p.other, p.verdict, p.weight
FROM pair AS p
WHERE p.verdict <> 'unsure' AND p.one = ANY(%(records)s::bigint[]) AND p.other = ANY(%(records)s::bigint[])
