-- What happened to a client between two moments, without what people wrote: the last happening of each thing, newest first, and how many there were; and how
-- many mails went each way. One row for each thing, one more for the mails.
WITH news AS MATERIALIZED (
    SELECT DISTINCT ON (t.entity_id, t.at, t.what, t.text) t.entity_id, t.record_id, t.number, t.at, t.kind, t.what, t.text, t.actor_id
    FROM timeline AS t
    WHERE t.client_id = %(client)s AND t.audience_id = ANY(%(seen_by)s) AND t.at > %(since)s AND t.at <= %(now)s
    ORDER BY t.entity_id, t.at, t.what, t.text, t.record_id, t.number
), things AS (
    SELECT DISTINCT ON (n.entity_id) n.entity_id, n.at, n.kind, n.what, n.text, n.actor_id, count(*) OVER (PARTITION BY n.entity_id) AS times
    FROM news AS n WHERE n.kind NOT IN ('message', 'time_entry', 'meeting')
    ORDER BY n.entity_id, n.at DESC, n.record_id DESC, n.number DESC
), mails AS (
    SELECT count(*) FILTER (WHERE ours) AS ours, count(*) FILTER (WHERE NOT ours) AS theirs
    FROM (SELECT DISTINCT n.entity_id, EXISTS (SELECT FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.standing = 'staff'
                                               AND e.audience_id = ANY(%(seen_by)s) WHERE m.record_id = n.actor_id) AS ours
          FROM news AS n WHERE n.kind = 'message') AS x
), shown AS (
    SELECT *, count(*) OVER () AS things FROM things ORDER BY at DESC, entity_id LIMIT %(limit)s
)
SELECT s.entity_id, s.at, s.kind, s.text, coalesce(a.title, ''), coalesce(e.title, ''), s.times, s.things
FROM shown AS s
LEFT JOIN LATERAL (SELECT title FROM entity WHERE entity.entity_id = s.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                   ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
LEFT JOIN LATERAL (SELECT p.title FROM member AS m JOIN entity AS p ON p.entity_id = m.entity_id AND p.audience_id = ANY(%(seen_by)s)
                   WHERE m.record_id = s.actor_id ORDER BY p.records DESC, p.audience_id LIMIT 1) AS a ON true
UNION ALL
SELECT 0, NULL, 'message', '', '', '', ours, theirs FROM mails
ORDER BY 2 DESC NULLS LAST, 1
