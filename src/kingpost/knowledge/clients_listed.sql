-- The client list: owner, last happening, open work. Capped first.
WITH every AS (
    SELECT DISTINCT ON (entity_id) entity_id, title, golden
    FROM entity
    WHERE kind = 'client' AND standing = 'client' AND audience_id = ANY(%(seen_by)s)
      AND (%(letters)s::text IS NULL OR title ILIKE %(letters)s)
    ORDER BY entity_id, records DESC, audience_id
), listed AS MATERIALIZED (
    SELECT * FROM every ORDER BY lower(title), entity_id LIMIT %(limit)s
), working AS MATERIALIZED (  -- all of it beside the list at once, whatever is guessed of how many clients that holds
    SELECT o.client_id, count(DISTINCT o.entity_id) AS open_work, count(DISTINCT o.entity_id) FILTER (WHERE e.due < %(now)s) AS overdue
    FROM open_work AS o
    JOIN entity AS e ON e.entity_id = o.entity_id AND e.open AND e.kind IN ('ticket', 'task', 'project') AND e.audience_id = ANY(%(seen_by)s)
    WHERE o.audience_id = ANY(%(seen_by)s)
    GROUP BY o.client_id
)
SELECT l.entity_id, l.title, coalesce(l.golden->>'owner_name', ''), t.at, concat_ws(' ', p.title, t.text), coalesce(w.open_work, 0), coalesce(w.overdue, 0)
FROM listed AS l
LEFT JOIN LATERAL (
    SELECT at, text, actor_id FROM timeline
    WHERE client_id = l.entity_id AND audience_id = ANY(%(seen_by)s) AND at <= %(now)s
    ORDER BY at DESC LIMIT 1
) AS t ON true
LEFT JOIN LATERAL (
    SELECT e.title FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.record_id = t.actor_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS p ON true
LEFT JOIN working AS w ON w.client_id = l.entity_id
ORDER BY lower(l.title), l.entity_id
