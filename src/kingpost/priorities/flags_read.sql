-- The flags of the step ``page``, with the names of their client and owner.
SELECT s.id, s.entity_id, s.kind, s.title, s.client_id, coalesce(c.title, ''), s.why, s.rank_why, s.score, s.parts::text, s.rules, s.since, s.due, s.owner_id,
       coalesce(o.title, ''), s.before_start, s.opened_at, s.closed_at, s.closed_why, s.audience_id, s.part
FROM page AS s
LEFT JOIN LATERAL (
    SELECT title FROM entity AS e WHERE e.entity_id = s.client_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT title FROM entity AS e WHERE e.entity_id = s.owner_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS o ON true
ORDER BY CASE WHEN %(closed)s THEN s.closed_at END DESC, s.score DESC, s.id
