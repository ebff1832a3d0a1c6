-- Entities for a reader: of the rows for their audiences, the one made from most records (then the lowest audience).
SELECT DISTINCT ON (entity_id) entity_id, kind, title, golden::text, why::text, at, open, due, standing
FROM entity
WHERE entity_id = ANY(%(entities)s) AND audience_id = ANY(%(seen_by)s)
ORDER BY entity_id, records DESC, audience_id
