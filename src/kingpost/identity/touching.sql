-- Of these records, those that share a key with another record, are in a cluster with another, or were judged by a person or paired by the model.
SELECT DISTINCT k.record_id
FROM match_key AS k
WHERE k.record_id = ANY(%(records)s::bigint[])
  AND EXISTS (SELECT FROM match_key AS o WHERE o.key = k.key AND o.record_id <> k.record_id)
UNION
SELECT m.record_id
FROM member AS m
WHERE m.record_id = ANY(%(records)s::bigint[])
  AND (m.entity_id <> m.record_id OR EXISTS (SELECT FROM member AS o WHERE o.entity_id = m.entity_id AND o.record_id <> m.record_id))
UNION
SELECT j.one FROM judgement AS j WHERE j.withdrawn_at IS NULL AND j.verdict = 'same' AND j.one = ANY(%(records)s::bigint[])
UNION
SELECT j.other FROM judgement AS j WHERE j.withdrawn_at IS NULL AND j.verdict = 'same' AND j.other = ANY(%(records)s::bigint[])
UNION
SELECT p.one FROM pair AS p WHERE p.verdict = 'same' AND p.one = ANY(%(records)s::bigint[])
UNION
SELECT p.other FROM pair AS p WHERE p.verdict = 'same' AND p.other = ANY(%(records)s::bigint[])
