-- What was found so far, as the reader may see it: things by kind, colleagues and clients among them. Stops at a bound: past it this is no first look any more.
SELECT kind, count(*), count(*) FILTER (WHERE standing = 'staff'), count(*) FILTER (WHERE standing = 'client')
FROM (SELECT kind, standing FROM entity WHERE audience_id = ANY(%(seen_by)s) LIMIT %(most)s) AS e
GROUP BY kind ORDER BY count(*) DESC, kind
