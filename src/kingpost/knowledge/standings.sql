-- Organisations that are or may be clients, with what a person said about them last. Clients first, then by name.
SELECT DISTINCT ON (e.standing, lower(e.title), e.entity_id) e.entity_id, e.title, e.standing, coalesce(e.golden->>'domain', ''), t.answer_hours,
       coalesce(t.is_client IS NOT NULL, false)
FROM entity AS e
LEFT JOIN LATERAL (
    SELECT agreed_hours(e.entity_id) AS answer_hours, bool_or(c.is_client) AS is_client
    FROM member AS m JOIN client_terms AS c ON c.record_id = m.record_id WHERE m.entity_id = e.entity_id
) AS t ON true
WHERE e.kind = 'client' AND e.standing IN ('client', 'seen') AND e.audience_id = ANY(%(seen_by)s)
ORDER BY e.standing, lower(e.title), e.entity_id, e.records DESC
LIMIT %(limit)s
