-- After disputes_stood.sql. Columns as in disputes.sql, without a ruling; last, whether it was open then.
SELECT d.id, d.family, d.entity_id, d.client_id,
       (SELECT e.title FROM entity AS e WHERE e.entity_id = d.client_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1),
       d.kind, d.title, d.sides::text, d.money, d.currency, d.days, d.first, '[]', d.opened_at, d.closed_at, d.history::text,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, d.audience_id, d.since, d.until, d.stood
FROM shown AS d
ORDER BY CASE WHEN %(settled)s THEN d.changed_at END DESC, least(coalesce(d.days, 0), 60) * 100 + least(coalesce(d.money, 0), 1000000) DESC, d.title, d.id
LIMIT %(most)s
