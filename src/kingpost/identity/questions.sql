-- Pairs the model would ask about, or that were left open because one of the two fits a third thing as well, best first: of two different things, both seen by the reader, not answered yet, and nothing a state or a
-- domain gives tells the two things apart. What somebody could not say yet comes last.
SELECT p.one, p.other, r.kind, p.weight, p.levels, a.entity_id, b.entity_id, p.verdict = 'torn'
FROM pair AS p
JOIN member AS a ON a.record_id = p.one
JOIN member AS b ON b.record_id = p.other AND b.entity_id <> a.entity_id
JOIN record AS r ON r.id = p.one
JOIN record AS o ON o.id = p.other
-- Gathered for each pair: asked of all things at once, what tells them apart grows with the square of how many they are.
CROSS JOIN LATERAL (
    SELECT array_agg(k.key) AS keys FROM member AS x JOIN match_key AS k ON k.record_id = x.record_id
    WHERE x.entity_id = a.entity_id AND split_part(k.key, ':', 1) IN ('domain', 'vat', 'registration')
) AS mine
CROSS JOIN LATERAL (
    SELECT array_agg(k.key) AS keys FROM member AS x JOIN match_key AS k ON k.record_id = x.record_id
    WHERE x.entity_id = b.entity_id AND split_part(k.key, ':', 1) IN ('domain', 'vat', 'registration')
) AS theirs
LEFT JOIN judgement AS l ON l.one = p.one AND l.other = p.other AND l.withdrawn_at IS NULL AND l.verdict = 'unsure'
WHERE p.verdict <> 'same'
  AND (%(kind)s = '' OR r.kind = %(kind)s)
  AND (%(seen_by)s::bigint[] IS NULL OR (r.audience_id = ANY(%(seen_by)s::bigint[]) AND o.audience_id = ANY(%(seen_by)s::bigint[])))
  AND NOT EXISTS (
      SELECT FROM judgement AS j JOIN member AS x ON x.record_id = j.one JOIN member AS y ON y.record_id = j.other
      WHERE j.withdrawn_at IS NULL AND j.verdict <> 'unsure'
        AND ((x.entity_id = a.entity_id AND y.entity_id = b.entity_id) OR (x.entity_id = b.entity_id AND y.entity_id = a.entity_id)))
  AND NOT EXISTS (
      SELECT FROM judgement AS j WHERE j.one = p.one AND j.other = p.other AND j.withdrawn_at IS NULL AND j.verdict <> 'unsure')
  AND ('domain:former' = ANY (p.levels) OR NOT EXISTS (
      SELECT FROM unnest(mine.keys) AS k(key) JOIN unnest(theirs.keys) AS n(key) ON split_part(n.key, ':', 1) = split_part(k.key, ':', 1) AND n.key <> k.key))
ORDER BY l.id NULLS FIRST, p.weight DESC, least(r.key, o.key)
LIMIT %(limit)s
