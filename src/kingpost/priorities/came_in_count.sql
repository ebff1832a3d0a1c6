SELECT count(*), count(*) FILTER (WHERE went = 'grouped'), count(DISTINCT flag_id), count(*) FILTER (WHERE went = 'handled'),
       (SELECT sum(held) FROM night WHERE day >= %(week)s AND day < %(week)s::date + 7 AND audience_id = ANY(%(seen_by)s)),
       (SELECT count(*) FROM miss AS s WHERE s.day >= %(week)s AND s.day < %(week)s::date + 7 AND s.audiences <@ %(seen_by)s::bigint[]
        AND NOT EXISTS (SELECT FROM miss_answer AS a WHERE a.record_id = s.record_id AND a.cause = s.cause AND a.withdrawn_at IS NULL))
FROM sorted
