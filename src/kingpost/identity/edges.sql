-- What people said of two of these records, and what the model takes for the same: (one, other, verdict, weight; no weight: a person said so).
SELECT j.one, j.other, j.verdict, NULL::float8
FROM judgement AS j
WHERE j.withdrawn_at IS NULL AND j.verdict IN ('same', 'different') AND j.one = ANY(%(records)s::bigint[]) AND j.other = ANY(%(records)s::bigint[])
UNION ALL
SELECT p.one, p.other, p.verdict, p.weight
FROM pair AS p
WHERE p.verdict <> 'unsure' AND p.one = ANY(%(records)s::bigint[]) AND p.other = ANY(%(records)s::bigint[])
