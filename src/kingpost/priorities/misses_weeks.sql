-- By week: how much was held back of what this reader may see, and how many of the misses count.
SELECT n.week, n.held, coalesce(m.counts, 0)
FROM (
    SELECT date_trunc('week', day)::date AS week, sum(held) AS held FROM night
    WHERE day >= %(since)s AND audience_id = ANY(%(seen_by)s) GROUP BY 1
) AS n
LEFT JOIN (
    SELECT date_trunc('week', s.day)::date AS week, count(*) AS counts FROM miss AS s
    WHERE s.day >= %(since)s AND s.audiences <@ %(seen_by)s::bigint[]
      AND NOT EXISTS (SELECT FROM miss_answer AS a WHERE a.record_id = s.record_id AND a.cause = s.cause AND a.withdrawn_at IS NULL)
    GROUP BY 1
) AS m USING (week)
ORDER BY n.week DESC
