-- For whom a person works and worked, where that is more than one: each client with since when and until when. Dates a system gives hold; else it is the
-- first and the last time anything came from or to the person there. The present one has no end.
WITH post AS MATERIALIZED (
    SELECT DISTINCT m.record_id, c.entity_id AS client_id
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS l ON l.record_id = m.record_id AND l.role = 'employer'
    JOIN member AS c ON c.record_id = l.target_id
    WHERE m.entity_id = %(person)s
), seen AS (
    SELECT p.client_id, min(v.fields->>'start_date') AS started, max(v.fields->>'end_date') AS ended, min(s.first) AS first, max(s.last) AS last
    FROM post AS p
    JOIN record AS r ON r.id = p.record_id
    LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    LEFT JOIN LATERAL (
        SELECT min(w.at) AS first, max(w.at) AS last
        FROM link AS l JOIN record AS o ON o.id = l.record_id AND o.audience_id = ANY(%(seen_by)s)
        JOIN timeline AS w ON w.record_id = o.id
        WHERE l.target_id = p.record_id AND l.role IN ('sender', 'recipient', 'requester', 'attendee', 'organiser', 'author')
          AND w.at <= %(now)s
    ) AS s ON true
    WHERE (SELECT count(DISTINCT client_id) FROM post) > 1
    GROUP BY p.client_id
)
SELECT s.client_id, e.title, coalesce(left(s.started, 10), s.first::date::text, ''), coalesce(left(s.ended, 10), s.last::date::text, ''), s.ended IS NOT NULL
FROM seen AS s
JOIN LATERAL (
    SELECT title FROM entity WHERE entity.entity_id = s.client_id AND entity.audience_id = ANY(%(seen_by)s) AND standing <> 'own'
    ORDER BY records DESC, audience_id LIMIT 1
) AS e ON true
ORDER BY coalesce(left(s.ended, 10), s.last::date::text, '') DESC, 3 DESC, s.client_id
