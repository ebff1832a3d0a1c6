-- Rows of entities that lost their last live record for that audience, or that now belong to another entity.
DELETE FROM entity AS e
USING (
    SELECT n.entity_id, o.audience_id
    FROM unnest(%(entities)s::bigint[]) AS n(entity_id)
    CROSS JOIN LATERAL (SELECT audience_id FROM entity WHERE entity.entity_id = n.entity_id OFFSET 0) AS o
    EXCEPT
    SELECT b.entity_id, b.audience_id FROM batch AS b
    WHERE b.live AND (NOT b.mention OR EXISTS (SELECT FROM link AS l WHERE l.target_id = b.record_id))
) AS old
WHERE (e.entity_id, e.audience_id) = (old.entity_id, old.audience_id)
