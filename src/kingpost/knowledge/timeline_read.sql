-- A stretch of one timeline with the names of those who acted. The stretch is taken first, the names are looked up for it alone. ``delivered``
-- asks in the same breath for the last of what a client got (part 1) and for the very first line (part 2), ``notices`` for the mails systems wrote about a thing.
WITH stretch AS (
    (SELECT t.at, t.kind, t.what, t.text, t.actor_id, t.entity_id, t.record_id, t.number, t.client_id, 0 AS part
    FROM timeline AS t
    WHERE t.{column} = %(number)s AND t.audience_id = ANY(%(seen_by)s)
      AND (%(kinds)s::text[] IS NULL OR t.kind = ANY(%(kinds)s))
      AND (%(what)s::text[] IS NULL OR t.what = ANY(%(what)s))
      AND (%(before)s::timestamptz IS NULL OR t.at < %(before)s)
      AND (%(until)s::timestamptz IS NULL OR t.at <= %(until)s)
    ORDER BY t.at DESC, t.record_id DESC, t.number DESC
    LIMIT %(limit)s)
    UNION ALL
    (SELECT t.at, t.kind, t.what, t.text, t.actor_id, t.entity_id, t.record_id, t.number, t.client_id, 1
    FROM timeline AS t
    WHERE %(delivered)s AND t.{column} = %(number)s AND t.audience_id = ANY(%(seen_by)s) AND t.what IN ({done}) AND t.at <= %(until)s
    ORDER BY t.at DESC, t.record_id DESC, t.number DESC
    LIMIT 20)
    UNION ALL
    (SELECT t.at, t.kind, t.what, t.text, t.actor_id, t.entity_id, t.record_id, t.number, t.client_id, 2
    FROM timeline AS t
    WHERE %(delivered)s AND t.{column} = %(number)s AND t.audience_id = ANY(%(seen_by)s)
    ORDER BY t.at
    LIMIT 1)
    UNION ALL
    (SELECT t.at, t.kind, t.what, t.text, t.actor_id, t.entity_id, t.record_id, t.number, t.client_id, 0
    FROM member AS m JOIN notice AS n ON n.target_id = m.record_id JOIN timeline AS t ON t.record_id = n.record_id
    WHERE %(notices)s AND m.entity_id = %(number)s AND t.audience_id = ANY(%(seen_by)s)
    ORDER BY t.at DESC, t.record_id DESC, t.number DESC
    LIMIT %(limit)s)
)
SELECT s.at, s.kind, s.what, s.text, coalesce(p.title, ''), p.entity_id, s.entity_id, coalesce(e.title, ''), s.record_id, s.client_id,
       coalesce(n.service, ''), s.part
FROM stretch AS s
LEFT JOIN notice AS n ON n.record_id = s.record_id
LEFT JOIN member AS m ON m.record_id = s.actor_id
LEFT JOIN LATERAL (
    SELECT entity.entity_id, entity.title FROM entity
    WHERE entity.entity_id = m.entity_id AND entity.audience_id = ANY(%(seen_by)s) ORDER BY records DESC, audience_id LIMIT 1
) AS p ON true
LEFT JOIN LATERAL (
    SELECT entity.title FROM entity
    WHERE entity.entity_id = s.entity_id AND entity.audience_id = ANY(%(seen_by)s) ORDER BY records DESC, audience_id LIMIT 1
) AS e ON true
ORDER BY s.at DESC, s.record_id DESC, s.number DESC
