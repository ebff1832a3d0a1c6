-- The flags that reach the reader; of these the ones to tell about.
, told AS MATERIALIZED (
    SELECT * FROM reaching WHERE code = ANY(%(codes)s) AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s))
    ORDER BY score DESC, id LIMIT %(limit)s OFFSET %(offset)s
)
, page AS (
    SELECT f.* FROM told AS t JOIN flag AS f ON f.id = t.id
)
