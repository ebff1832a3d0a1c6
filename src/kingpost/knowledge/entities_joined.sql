-- For entities with several records: once for each audience among them, the records everyone in that audience may see.
WITH live AS (
    SELECT b.entity_id, b.record_id, b.audience_id, b.kind, b.mention, b.at, b.title, b.fields
    FROM batch AS b
    WHERE b.joined AND b.live AND (NOT b.mention OR EXISTS (SELECT FROM link AS l WHERE l.target_id = b.record_id))
), audience AS (
    SELECT DISTINCT entity_id, audience_id FROM live
)
SELECT a.entity_id, a.audience_id, min(l.kind) OVER (PARTITION BY a.entity_id), l.record_id, r.key, l.mention, l.at, l.title, l.fields::text, r.system_id
FROM audience AS a
JOIN audience_within AS w ON w.narrow_id = a.audience_id
JOIN live AS l ON l.entity_id = a.entity_id AND l.audience_id = w.wide_id
JOIN record AS r ON r.id = l.record_id
ORDER BY a.entity_id, a.audience_id, l.record_id
