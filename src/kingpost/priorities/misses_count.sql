-- How many of the misses this reader may see count, by week.
SELECT date_trunc('week', s.day)::date, count(*) FROM miss AS s
WHERE s.day >= %(since)s AND s.audiences <@ %(seen_by)s::bigint[]
  AND NOT EXISTS (SELECT FROM miss_answer AS a WHERE a.record_id = s.record_id AND a.cause = s.cause AND a.withdrawn_at IS NULL)
GROUP BY 1
