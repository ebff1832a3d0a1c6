-- The stages before which something waits: each with its stream, by its bookmark, which it may not have yet.
SELECT s.name
FROM unnest(%(stages)s::text[], %(streams)s::bigint[]) AS s(name, stream)
LEFT JOIN bookmark AS b ON b.stage = s.name
WHERE EXISTS (SELECT FROM change AS c WHERE c.stream = s.stream::smallint AND c.position > coalesce(b.position, 0))
