-- Things outside a batch that show a ruled value no longer decided, or do not show the one that is. What is decided shows for sure in the row of those
-- who may see the record that is to have it.
SELECT DISTINCT e.entity_id
FROM unnest(%(records)s::bigint[], %(fields)s::text[], %(hold)s::boolean[]) AS w(record, field, hold)
JOIN record AS r ON r.id = w.record
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN member AS m ON m.record_id = r.id
JOIN entity AS e ON e.entity_id = m.entity_id
WHERE NOT EXISTS (SELECT FROM batch WHERE batch.entity_id = e.entity_id)
  AND CASE WHEN w.hold THEN e.audience_id = r.audience_id AND v.fields ? w.field AND e.why->w.field->>1 IS DISTINCT FROM %(ruled)s
           ELSE e.why->w.field = jsonb_build_array(r.id, %(ruled)s::text) END
