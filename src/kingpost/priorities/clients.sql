-- Clients as these audiences may know them: name, standing, and the answer time agreed, in hours: what a person said comes first.
SELECT p.client, p.audience, e.title, e.standing, coalesce(t.hours::text, e.hours)
FROM (SELECT DISTINCT * FROM unnest(%(clients)s::bigint[], %(audiences)s::bigint[]) AS p(client, audience)) AS p
JOIN LATERAL (
    SELECT entity.title, entity.standing, entity.golden->>'answer_hours' AS hours
    FROM entity JOIN audience_within AS w ON w.narrow_id = p.audience AND w.wide_id = entity.audience_id
    WHERE entity.entity_id = p.client ORDER BY entity.records DESC, entity.audience_id LIMIT 1
) AS e ON true
CROSS JOIN LATERAL (SELECT agreed_hours(p.client) AS hours) AS t
