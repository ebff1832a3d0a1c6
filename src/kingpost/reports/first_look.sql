-- What was found so far, as the reader may see it: things by kind, each once; of companies those that are clients, of people how many are ours. The last column
-- says that the bound was reached: past it this is no first look any more.
WITH capped AS MATERIALIZED (
    SELECT entity_id, kind, standing, records, audience_id FROM entity WHERE audience_id = ANY(%(seen_by)s) LIMIT %(most)s
), things AS (
    SELECT DISTINCT ON (entity_id) kind, standing FROM capped ORDER BY entity_id, records DESC, audience_id
)
SELECT kind, count(*), count(*) FILTER (WHERE kind = 'person' AND standing = 'staff'), (SELECT count(*) FROM capped) >= %(most)s
FROM things WHERE kind <> 'client' OR standing = 'client' GROUP BY kind ORDER BY count(*) DESC, kind
