-- The letters to compare with: the latest ``most`` before ``first`` of each kind of writer, and all from then until ``last``: (record, number, audience, who wrote it, at, parts), the oldest first. Left out is
-- what was noticed as unlike all before it and somebody took up: what needed a person then is not what is usual. (A client is always answered: of theirs
-- only what told of trouble.)
WITH stood AS MATERIALIZED (
    SELECT DISTINCT unnest(s.evidence) AS record_id
    FROM signal AS s LEFT JOIN answer AS a ON a.id = s.answer_id
    WHERE s.rule = 'unheard' AND s.opens AND (s.key <> 'client' OR coalesce((s.facts->>'trouble')::int, 0) > 0)
      AND CASE WHEN a.verdict IS NULL THEN s.closed_at IS NULL OR s.closed_at < s.latest + %(stands)s ELSE a.verdict NOT IN ('not_related', 'wrong_client') END
), near AS (
    SELECT w.record_id, w.number, w.writer, w.at, w.parts
    FROM unnest(ARRAY['ours', 'out', 'client', 'other']) AS k(writer)
    CROSS JOIN LATERAL (SELECT * FROM wording AS o WHERE o.writer = k.writer AND o.at < %(first)s ORDER BY o.at DESC LIMIT %(most)s) AS w
    UNION ALL
    SELECT record_id, number, writer, at, parts FROM wording WHERE writer = ANY(ARRAY['ours', 'out', 'client', 'other']) AND at >= %(first)s AND at < %(last)s
)
SELECT n.record_id, n.number, r.audience_id, n.writer, n.at, n.parts
FROM near AS n JOIN record AS r ON r.id = n.record_id AND r.gone_at IS NULL
WHERE n.record_id NOT IN (SELECT record_id FROM stood)
ORDER BY n.at, n.record_id, n.number
