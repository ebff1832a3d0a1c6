-- Where the log stands for a reader: each audience and stream by the end of its index.
SELECT coalesce(sum(p), 0)
FROM unnest(%(seen_by)s::bigint[]) AS a(id), unnest(%(streams)s::smallint[]) AS s(stream),
     LATERAL (SELECT max(position) AS p FROM news WHERE audience_id = a.id AND news.stream = s.stream) AS m
