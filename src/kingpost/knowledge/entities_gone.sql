-- Rows of entities that lost their last live record for that audience, or that now belong to another entity.
DELETE FROM entity AS e
USING (
    SELECT o.entity_id, o.audience_id
    FROM unnest(%(entities)s::bigint[]) AS n(entity_id)
    JOIN entity AS o USING (entity_id)
    EXCEPT
    SELECT b.entity_id, b.audience_id FROM batch AS b
    WHERE b.live AND (NOT b.mention OR EXISTS (SELECT FROM link AS l WHERE l.target_id = b.record_id))
) AS old
WHERE (e.entity_id, e.audience_id) = (old.entity_id, old.audience_id)
