-- For entities with several records: once for each audience among them, the records everyone in that audience may see.
WITH live AS (
    SELECT m.entity_id, r.id, r.key, r.audience_id, r.kind, r.version, r.native_key IS NULL AS mention
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id
    WHERE m.entity_id = ANY(%(entities)s) AND r.version IS NOT NULL AND r.gone_at IS NULL
      AND (r.native_key IS NOT NULL OR EXISTS (SELECT FROM link AS l WHERE l.target_id = r.id))
), audience AS (
    SELECT DISTINCT entity_id, audience_id FROM live
)
SELECT a.entity_id, a.audience_id, min(l.kind) OVER (PARTITION BY a.entity_id), l.id, l.key, l.mention, v.valid_from, v.title, v.fields::text
FROM audience AS a
JOIN audience_within AS w ON w.narrow_id = a.audience_id
JOIN live AS l ON l.entity_id = a.entity_id AND l.audience_id = w.wide_id
JOIN version AS v ON v.record_id = l.id AND v.number = l.version
ORDER BY a.entity_id, a.audience_id, l.id
