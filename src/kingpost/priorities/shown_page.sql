-- Follows shown.sql: a page of those flags.
, page AS (
    SELECT * FROM shown ORDER BY CASE WHEN %(closed)s THEN closed_at END DESC, score DESC, id LIMIT %(limit)s OFFSET %(offset)s
)
