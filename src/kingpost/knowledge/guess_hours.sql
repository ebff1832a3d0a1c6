-- From our own people's latest 5,000 mails: the hours between which nine tenths were written, and the days with a fair share.
WITH ours AS (
    SELECT t.at AT TIME ZONE %(zone)s AS at
    FROM timeline AS t
    JOIN match_key AS k ON k.record_id = t.actor_id AND starts_with(k.key, 'email:')
    WHERE t.kind = 'message' AND split_part(k.key, '@', 2) = ANY(%(own)s)
    ORDER BY t.at DESC
    LIMIT 5000
)
SELECT percentile_disc(0.05) WITHIN GROUP (ORDER BY extract(hour FROM at)), percentile_disc(0.95) WITHIN GROUP (ORDER BY extract(hour FROM at)),
       (SELECT array_agg(day ORDER BY day) FROM (SELECT extract(isodow FROM at)::int - 1 AS day FROM ours GROUP BY 1
                                                 HAVING count(*) >= 0.05 * (SELECT count(*) FROM ours)) AS d)
FROM ours
HAVING count(*) >= 100
