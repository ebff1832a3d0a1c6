-- The disagreements about these things that are not gone, a row for each audience that knows of one.
SELECT d.id, d.family, d.entity_id, d.client_id,
       (SELECT e.title FROM entity AS e WHERE e.entity_id = d.client_id AND e.audience_id = d.audience_id ORDER BY e.records DESC, e.audience_id LIMIT 1),
       d.kind, d.title, d.sides::text, d.money, d.currency, d.days, d.first, d.news::text, d.opened_at, d.closed_at, d.history::text,
       r.id, r.choice, r.value::text, r.record_id, r.note, u.name, r.at, d.rule_id, d.audience_id, d.since, d.until
FROM disagreement AS d
LEFT JOIN ruling AS r ON r.id = d.ruling_id
LEFT JOIN accounts_user AS u ON u.id = r.by_id
WHERE d.entity_id = ANY(%(entities)s::bigint[]) AND d.closed_at IS NULL
ORDER BY d.id
