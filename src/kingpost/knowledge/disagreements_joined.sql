-- Of the batch's entities with several records: what their systems' own records say about each field that matters, where they do not all say it in the
-- same words. What is only mentioned somewhere says nothing here.
WITH matters(kind, field) AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(fields)s::text[])
), apart AS (
    SELECT b.entity_id, m.field
    FROM batch AS b JOIN matters AS m USING (kind)
    WHERE b.joined AND b.live AND NOT b.mention AND b.fields ? m.field
    GROUP BY b.entity_id, m.field
    HAVING count(DISTINCT b.fields->m.field) > 1
)
SELECT a.entity_id, a.field, b.record_id, b.kind, b.audience_id, r.key, r.version, b.title, b.fields::text, b.at, v.url, s.id, s.title, '', a.entity_id
FROM apart AS a
JOIN batch AS b ON b.entity_id = a.entity_id AND b.live AND NOT b.mention AND b.fields ? a.field
JOIN record AS r ON r.id = b.record_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS s ON s.id = r.system_id
ORDER BY a.entity_id, a.field, r.key
