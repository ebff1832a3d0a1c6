-- Records one step away: over a key that is no hub, a "same" judgement, a pair the model takes for the same, or the cluster they are in now.
SELECT o.record_id
FROM match_key AS k
JOIN match_key AS o ON o.key = k.key
WHERE k.record_id = ANY(%(records)s::bigint[])
  AND (SELECT count(*) FROM (SELECT FROM match_key AS h WHERE h.key = k.key LIMIT %(hub)s + 1) AS capped) <= %(hub)s
UNION
SELECT CASE WHEN j.one = ANY(%(records)s::bigint[]) THEN j.other ELSE j.one END
FROM judgement AS j
WHERE j.withdrawn_at IS NULL AND j.verdict = 'same' AND (j.one = ANY(%(records)s::bigint[]) OR j.other = ANY(%(records)s::bigint[]))
UNION
SELECT p.other FROM pair AS p WHERE p.verdict = 'same' AND p.one = ANY(%(records)s::bigint[])
UNION
SELECT p.one FROM pair AS p WHERE p.verdict = 'same' AND p.other = ANY(%(records)s::bigint[])
UNION
SELECT o.record_id
FROM member AS m
JOIN member AS o ON o.entity_id = m.entity_id
WHERE m.record_id = ANY(%(records)s::bigint[])
