-- Follows reach.sql: of these flags the ones a page says the reason of.
, told AS MATERIALIZED (
    SELECT * FROM reaching WHERE id = ANY(%(told)s::bigint[])
)
