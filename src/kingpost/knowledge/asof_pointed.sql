-- What some references lead to: the entity, its name as this reader knows it, and whose client it is.
SELECT w.record_id, w.role, t.kind, m.entity_id, e.title,
       ARRAY(SELECT c.client_id FROM client_of AS c WHERE c.record_id = t.id
             AND NOT EXISTS (SELECT FROM entity AS o WHERE o.entity_id = c.client_id AND o.standing = 'own') ORDER BY 1),
       coalesce(e.standing, '') = 'own'
FROM unnest(%(records)s::bigint[], %(roles)s::text[], %(keys)s::uuid[]) AS w(record_id, role, key)
JOIN record AS t ON t.key = w.key
JOIN member AS m ON m.record_id = t.id
LEFT JOIN LATERAL (
    SELECT title, standing FROM entity WHERE entity.entity_id = m.entity_id AND entity.audience_id = ANY(%(seen_by)s)
    ORDER BY records DESC, audience_id LIMIT 1
) AS e ON true
