-- Of the batch's entities with several records: what their systems' own records say about each field that matters, where they do not all say it in the
-- same words. What is only mentioned somewhere says nothing here. Of somebody who moved from one client to another, only the records of one time are
-- set against each other: another employer, another number.
WITH matters(kind, field) AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(fields)s::text[])
), employed AS MATERIALIZED (
    SELECT b.entity_id, b.record_id, min(m.entity_id) AS client_id
    FROM batch AS b JOIN link AS l ON l.record_id = b.record_id AND l.role = 'employer' JOIN member AS m ON m.record_id = l.target_id
    WHERE b.kind = 'person' AND b.joined AND b.live
    GROUP BY b.entity_id, b.record_id
), post AS MATERIALIZED (
    SELECT record_id, client_id FROM employed
    WHERE entity_id IN (SELECT entity_id FROM employed GROUP BY entity_id HAVING count(DISTINCT client_id) > 1)
), apart AS (
    SELECT b.entity_id, m.field, p.client_id
    FROM batch AS b JOIN matters AS m USING (kind) LEFT JOIN post AS p USING (record_id)
    WHERE b.joined AND b.live AND NOT b.mention AND b.fields ? m.field
    GROUP BY b.entity_id, m.field, p.client_id
    HAVING count(DISTINCT b.fields->m.field) > 1
)
SELECT a.entity_id, a.field, b.record_id, b.kind, b.audience_id, r.key, r.version, b.title, b.fields::text, b.at, v.url, s.id, s.title, '', a.entity_id
FROM apart AS a
JOIN batch AS b ON b.entity_id = a.entity_id AND b.live AND NOT b.mention AND b.fields ? a.field
LEFT JOIN post AS p ON p.record_id = b.record_id
JOIN record AS r ON r.id = b.record_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS s ON s.id = r.system_id
WHERE a.client_id IS NOT DISTINCT FROM p.client_id
ORDER BY a.entity_id, a.field, r.key
