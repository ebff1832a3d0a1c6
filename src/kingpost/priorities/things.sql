-- What flags are about, as each audience may know it.
SELECT a.entity_id, a.audience_id, e.kind, e.title
FROM (SELECT DISTINCT * FROM unnest(%(anchors)s::bigint[], %(audiences)s::bigint[]) AS a(entity_id, audience_id)) AS a
JOIN LATERAL (
    SELECT entity.kind, entity.title FROM entity JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = entity.audience_id
    WHERE entity.entity_id = a.entity_id ORDER BY entity.records DESC, entity.audience_id LIMIT 1
) AS e ON true
