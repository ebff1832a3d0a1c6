-- Records one step away from these, each with the one it was reached from: over a key that is no hub, a "same" judgement, a pair the model takes for the
-- same, or the cluster they are in now. (OFFSET 0: looked up once, not at each mention.)
SELECT k.record_id, u.other
FROM match_key AS k
CROSS JOIN LATERAL (SELECT ARRAY(SELECT o.record_id FROM match_key AS o WHERE o.key = k.key LIMIT %(hub)s + 1) OFFSET 0) AS f(found)
CROSS JOIN LATERAL unnest(f.found) AS u(other)
WHERE k.record_id = ANY(%(records)s::bigint[]) AND cardinality(f.found) BETWEEN 2 AND %(hub)s AND u.other <> k.record_id
UNION ALL
SELECT j.one, j.other FROM judgement AS j WHERE j.withdrawn_at IS NULL AND j.verdict = 'same' AND j.one = ANY(%(records)s::bigint[])
UNION ALL
SELECT j.other, j.one FROM judgement AS j WHERE j.withdrawn_at IS NULL AND j.verdict = 'same' AND j.other = ANY(%(records)s::bigint[])
UNION ALL
SELECT p.one, p.other FROM pair AS p WHERE p.verdict <> 'unsure' AND p.one = ANY(%(records)s::bigint[])
UNION ALL
SELECT p.other, p.one FROM pair AS p WHERE p.verdict <> 'unsure' AND p.other = ANY(%(records)s::bigint[])
UNION ALL
SELECT m.record_id, o.record_id
FROM member AS m
JOIN member AS o ON o.entity_id = m.entity_id AND o.record_id <> m.record_id
WHERE m.record_id = ANY(%(records)s::bigint[])
