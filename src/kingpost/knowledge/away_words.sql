-- Remember the words of the entries that say somebody is away, in place of those remembered of the batch's records: a person one of them names may come later.
WITH said AS (
    SELECT record_id, word FROM unnest(%(records)s::bigint[], %(words)s::text[]) AS n(record_id, word)
), forgotten AS (
    DELETE FROM quote AS q USING batch AS b
    WHERE q.record_id = b.record_id AND starts_with(q.token, 'away:') AND NOT EXISTS (SELECT FROM said AS s WHERE (s.record_id, s.word) = (q.record_id, q.token))
)
INSERT INTO quote (record_id, token) SELECT record_id, word FROM said ON CONFLICT DO NOTHING
