-- Disagreements of a reader, each question once, in its fullest form: open ones by what is at risk and how soon, or the others, latest first.
WITH mine AS (
    SELECT DISTINCT ON (o.entity_id, o.family) o.*
    FROM disagreement AS o
    WHERE o.audience_id = ANY(%(seen_by)s) AND (%(client)s::bigint IS NULL OR o.client_id = %(client)s)
      AND (o.closed_at IS NULL OR %(settled)s)
    ORDER BY o.entity_id, o.family, o.closed_at DESC NULLS FIRST, jsonb_array_length(o.sides) DESC, o.id
)
SELECT d.id, d.family, d.entity_id, d.client_id,
       (SELECT e.title FROM entity AS e WHERE e.entity_id = d.client_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1),
       d.kind, d.title, d.sides::text, d.money, d.currency, d.days, d.first, d.news::text, d.opened_at, d.closed_at, d.history::text,
       r.id, r.choice, r.value::text, r.record_id, r.note, u.name, r.at, d.rule_id, d.audience_id, d.since, d.until
FROM mine AS d
LEFT JOIN ruling AS r ON r.id = d.ruling_id
LEFT JOIN accounts_user AS u ON u.id = r.by_id
WHERE (d.closed_at IS NULL AND d.rule_id IS NULL AND (d.ruling_id IS NULL OR d.news <> '[]'::jsonb) AND coalesce(d.since <= %(now)s, true) AND coalesce(d.until > %(now)s, true)) <> %(settled)s
  AND (d.closed_at IS NOT NULL OR %(settled)s = (d.rule_id IS NOT NULL OR d.ruling_id IS NOT NULL AND d.news = '[]'::jsonb))
ORDER BY CASE WHEN %(settled)s THEN d.changed_at END DESC,
         coalesce(d.first BETWEEN %(now)s - interval '1 day' AND %(now)s + interval '14 days', false) AND (d.days IS NOT NULL OR d.money IS NOT NULL) DESC,
         least(coalesce(d.days, 0), 60) * 100 + least(coalesce(d.money, 0), 1000000) DESC, d.title, d.id
LIMIT %(limit)s OFFSET %(offset)s
