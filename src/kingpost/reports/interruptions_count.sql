SELECT channel, service, domain, (at AT TIME ZONE %(zone)s)::date, count(*), count(*) FILTER (WHERE filed)
FROM came GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
