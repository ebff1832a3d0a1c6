-- The marks on these things and their values: every open, unsettled disagreement one of their records has a side in, by its field, or that is about them, by
-- what it is about; in the fullest form the reader may see.
SELECT DISTINCT ON (s.entity, s.field) s.entity, s.field, d.id AS id
FROM disagreement AS d
CROSS JOIN LATERAL (
    SELECT (o.side->>'entity')::bigint AS entity, o.side->>'field' AS field FROM jsonb_array_elements(d.sides) AS o(side) WHERE NOT (o.side->>'behind')::boolean
    UNION ALL
    SELECT d.entity_id, d.family
) AS s
WHERE d.closed_at IS NULL AND d.entities && %(entities)s::bigint[] AND d.audience_id = ANY(%(seen_by)s) AND s.entity = ANY(%(entities)s::bigint[])
  AND d.rule_id IS NULL AND (d.ruling_id IS NULL OR d.news <> '[]'::jsonb) AND coalesce(d.since <= %(now)s, true) AND coalesce(d.until > %(now)s, true)
ORDER BY s.entity, s.field, jsonb_array_length(d.sides) DESC, d.id
