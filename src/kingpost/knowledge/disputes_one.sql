-- One disagreement in the fullest form a reader may see: the row asked for, or another audience's row of the same question.
SELECT d.id, d.family, d.entity_id, d.client_id,
       (SELECT e.title FROM entity AS e WHERE e.entity_id = d.client_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1),
       d.kind, d.title, d.sides::text, d.money, d.currency, d.days, d.first, d.news::text, d.opened_at, d.closed_at, d.history::text,
       r.id, r.choice, r.value::text, r.record_id, r.note, u.name, r.at, d.rule_id, d.audience_id, d.since, d.until
FROM disagreement AS o
JOIN disagreement AS d ON d.entity_id = o.entity_id AND d.family = o.family AND (d.closed_at IS NULL) = (o.closed_at IS NULL)
     AND d.audience_id = ANY(%(seen_by)s)
LEFT JOIN ruling AS r ON r.id = d.ruling_id
LEFT JOIN accounts_user AS u ON u.id = r.by_id
WHERE o.id = %(id)s AND EXISTS (SELECT WHERE o.audience_id = ANY(%(seen_by)s))
ORDER BY jsonb_array_length(d.sides) DESC, d.id LIMIT 1
