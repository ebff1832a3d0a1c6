-- The marks on these things' values: every open, unsettled disagreement one of their records has a side in, in the fullest form the reader may see.
SELECT DISTINCT ON ((s.side->>'entity')::bigint, s.side->>'field') (s.side->>'entity')::bigint, s.side->>'field', d.id
FROM disagreement AS d
CROSS JOIN LATERAL jsonb_array_elements(d.sides) AS s(side)
WHERE d.closed_at IS NULL AND d.entities && %(entities)s::bigint[] AND d.audience_id = ANY(%(seen_by)s) AND (s.side->>'entity')::bigint = ANY(%(entities)s::bigint[])
  AND d.rule_id IS NULL AND (d.ruling_id IS NULL OR d.news <> '[]'::jsonb) AND coalesce(d.since <= %(now)s, true) AND coalesce(d.until > %(now)s, true)
  AND NOT (s.side->>'behind')::boolean
ORDER BY (s.side->>'entity')::bigint, s.side->>'field', jsonb_array_length(d.sides) DESC, d.id
