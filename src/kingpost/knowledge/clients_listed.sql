-- The client list: owner, last happening, open work. Capped first. Of open work there is less than a client ever had, so it is found from what is open.
WITH every AS (
    SELECT DISTINCT ON (entity_id) entity_id, title, golden
    FROM entity
    WHERE kind = 'client' AND standing = 'client' AND audience_id = ANY(%(seen_by)s)
      AND (%(letters)s::text IS NULL OR title ILIKE %(letters)s)
    ORDER BY entity_id, records DESC, audience_id
), listed AS MATERIALIZED (
    SELECT * FROM every ORDER BY lower(title), entity_id LIMIT %(limit)s
), undone AS MATERIALIZED (  -- a look-up each, and then all of it beside the list at once, whatever is guessed of how many clients that holds
    SELECT e.entity_id, e.due, c.record_id, c.client_id
    FROM entity AS e
    JOIN member AS m ON m.entity_id = e.entity_id
    CROSS JOIN LATERAL (SELECT record_id, client_id FROM client_of WHERE client_of.record_id = m.record_id OFFSET 0) AS c
    WHERE e.open AND e.kind IN ('ticket', 'task') AND e.audience_id = ANY(%(seen_by)s)
), working AS MATERIALIZED (
    SELECT u.client_id, count(DISTINCT u.entity_id) AS open_work, count(DISTINCT u.entity_id) FILTER (WHERE u.due < %(now)s) AS overdue
    FROM undone AS u JOIN listed AS l ON l.entity_id = u.client_id JOIN record AS r ON r.id = u.record_id AND r.audience_id = ANY(%(seen_by)s)
    GROUP BY u.client_id
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
