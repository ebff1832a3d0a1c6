-- The flags that reach the reader; of these the ones to tell about.
, mine AS MATERIALIZED (
    SELECT s.* FROM shown AS s JOIN reaching AS r USING (id) WHERE r.code = ANY(%(codes)s)
), told AS MATERIALIZED (
    SELECT id FROM mine ORDER BY score DESC, id LIMIT %(limit)s OFFSET %(offset)s
)
