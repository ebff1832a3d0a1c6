-- The clients somebody dealt with since a moment, with the last words to each, and everybody else of us who did, as the reader may see it: a row for each
-- other, one without another where there is none.
WITH mine AS (
    SELECT DISTINCT ON (t.client_id) t.client_id, t.at, t.text, t.entity_id
    FROM member AS a JOIN timeline AS t ON t.actor_id = a.record_id
    WHERE a.entity_id = %(person)s AND t.client_id <> 0 AND t.at > %(since)s AND t.at <= %(now)s AND t.audience_id = ANY(%(seen_by)s)
      AND (%(client)s::bigint IS NULL OR t.client_id = %(client)s)
    ORDER BY t.client_id, t.at DESC, t.record_id DESC
), met AS MATERIALIZED (  -- each step by itself: taken together, the planner knows neither how many clients nor how many people there are
    SELECT t.client_id, t.actor_id, max(t.at) AS last
    FROM mine JOIN timeline AS t ON t.client_id = mine.client_id AND t.at > %(since)s AND t.at <= %(now)s AND t.audience_id = ANY(%(seen_by)s)
    GROUP BY t.client_id, t.actor_id
), other AS MATERIALIZED (
    SELECT met.client_id, m.entity_id, max(met.last) AS last
    FROM met JOIN member AS m ON m.record_id = met.actor_id AND m.entity_id <> %(person)s
    WHERE m.entity_id = ANY(ARRAY(SELECT e.entity_id FROM entity AS e WHERE e.standing = 'staff' AND e.golden @> '{"staff": true}'))
    GROUP BY met.client_id, m.entity_id
)
SELECT c.entity_id, c.title, mine.at, mine.text, mine.entity_id, p.entity_id, p.title, o.last
FROM mine
JOIN LATERAL (SELECT entity_id, title FROM entity WHERE entity.entity_id = mine.client_id AND entity.audience_id = ANY(%(seen_by)s) AND standing = 'client'
              ORDER BY records DESC, audience_id LIMIT 1) AS c ON true
LEFT JOIN other AS o ON o.client_id = mine.client_id
LEFT JOIN LATERAL (SELECT entity_id, title FROM entity WHERE entity.entity_id = o.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                   ORDER BY records DESC, audience_id LIMIT 1) AS p ON true
ORDER BY c.title, c.entity_id, o.last DESC NULLS LAST, p.entity_id
