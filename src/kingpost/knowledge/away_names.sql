-- What those of us among these entities are called, from how many records.
SELECT e.entity_id, e.audience_id, e.title, e.records
FROM unnest(%(entities)s::bigint[]) AS n(entity_id)
JOIN entity AS e ON e.entity_id = n.entity_id AND e.standing = 'staff'
