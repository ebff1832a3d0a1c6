-- Every place that records an approval whose places do not all say the same, of these things and of what these records speak of. A place whose audience has no
-- approval of its own is left out: it may not know what was asked for.
WITH mine AS (
    SELECT record_id FROM member WHERE entity_id = ANY(%(entities)s::bigint[])
    UNION
    SELECT unnest(%(records)s::bigint[])
), subject AS (
    SELECT p.subject_id FROM mine JOIN approval_place AS p USING (record_id)
    UNION
    SELECT a.entity_id FROM approval AS a WHERE a.entity_id = ANY(%(entities)s::bigint[])
), apart AS (
    SELECT p.subject_id FROM subject JOIN approval_place AS p USING (subject_id) GROUP BY p.subject_id HAVING count(DISTINCT p.state) > 1
)
SELECT p.subject_id, a.kind, a.what, r.id, m.entity_id, r.key, r.audience_id, r.kind, v.title, v.fields::text, v.url, s.id, s.title, p.place, p.unit_id, p.state, p.quote, p.at
FROM apart
JOIN approval_place AS p USING (subject_id)
JOIN record AS r ON r.id = p.record_id AND r.gone_at IS NULL
JOIN approval AS a ON a.entity_id = p.subject_id AND a.audience_id = r.audience_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS s ON s.id = r.system_id
JOIN member AS m ON m.record_id = r.id
ORDER BY p.subject_id, r.key, p.place
