-- Rows of entities that lost their last live record for that audience, or that now belong to another entity.
DELETE FROM entity AS e
WHERE e.entity_id = ANY(%(entities)s)
  AND NOT EXISTS (
      SELECT FROM member AS m
      JOIN record AS r ON r.id = m.record_id
      WHERE m.entity_id = e.entity_id AND r.audience_id = e.audience_id AND r.version IS NOT NULL AND r.gone_at IS NULL
        AND (r.native_key IS NOT NULL OR EXISTS (SELECT FROM link AS l WHERE l.target_id = r.id)))
