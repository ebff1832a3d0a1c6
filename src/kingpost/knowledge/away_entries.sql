-- The calendar entries of the batch that say somebody is away, with the calendar they stand in and whom they are for.
SELECT b.record_id, b.audience_id, b.title, coalesce(r.labels, '{}'),
       (SELECT coalesce(jsonb_agg(jsonb_build_array(coalesce(m.entity_id, t.id), t.id, coalesce(v.title, '')) ORDER BY t.key), '[]')::text
        FROM (SELECT DISTINCT record_id, target_id FROM link_wanted WHERE role IN ('attendee', 'organiser')) AS l
        JOIN record AS t ON t.id = l.target_id
        LEFT JOIN version AS v ON v.record_id = t.id AND v.number = t.version
        LEFT JOIN member AS m ON m.record_id = t.id
        WHERE l.record_id = b.record_id)
FROM batch AS b
JOIN record AS r ON r.id = b.record_id
WHERE b.kind = 'meeting' AND b.live AND b.title ~* %(away)s
ORDER BY b.record_id
