-- The marks on these things' values as they stood on a day, as known by a moment: disagreements that were open then, between sides that had been said by then.
-- One noticed only later, such as in a first load of old records, counts from the day its sides were said, as far as it was known.
SELECT DISTINCT ON (1, 2) (s.side->>'entity')::bigint, s.side->>'field', d.id
FROM disagreement AS d
CROSS JOIN LATERAL jsonb_array_elements(d.sides) AS s(side)
WHERE d.records && (SELECT coalesce(array_agg(m.record_id), '{}') FROM member AS m WHERE m.entity_id = ANY(%(entities)s::bigint[]))
  AND d.audience_id = ANY(%(seen_by)s) AND (s.side->>'entity')::bigint = ANY(%(entities)s::bigint[]) AND NOT (s.side->>'behind')::boolean
  AND coalesce((s.side->>'at')::timestamptz, '-infinity') <= %(true_at)s::timestamptz
  AND d.opened_at <= %(known_at)s::timestamptz
  AND coalesce(d.since <= %(true_at)s::timestamptz, true) AND coalesce(d.until > %(true_at)s::timestamptz, true)
  AND (SELECT h.line->>1 FROM jsonb_array_elements(d.history) WITH ORDINALITY AS h(line, n)
       WHERE h.line->>1 <> 'changed' AND (h.line->>0)::timestamptz <= greatest(d.opened_at, least(%(true_at)s::timestamptz, %(known_at)s::timestamptz))
       ORDER BY h.n DESC LIMIT 1) IN ('opened', 'reopened', 'again')
  AND (SELECT count(DISTINCT o.side->>'value') FROM jsonb_array_elements(d.sides) AS o(side)
       WHERE NOT (o.side->>'behind')::boolean AND coalesce((o.side->>'at')::timestamptz, '-infinity') <= %(true_at)s::timestamptz) > 1
ORDER BY 1, 2, jsonb_array_length(d.sides) DESC, d.id
