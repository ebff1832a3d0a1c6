-- Single meetings of today and later, with the people in each.
SELECT m.entity_id, min(o.starts_at), max(o.ends_at),
       ARRAY(SELECT DISTINCT pm.entity_id FROM member AS om JOIN link AS l ON l.record_id = om.record_id AND l.role IN ('attendee', 'organiser')
             JOIN member AS pm ON pm.record_id = l.target_id WHERE om.entity_id = m.entity_id)
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN occurrence AS o ON o.record_id = m.record_id AND o.starts_at >= %(today)s AND NOT o.all_day
WHERE m.entity_id = ANY(%(meetings)s) AND NOT v.fields ? 'recurrence' AND coalesce(v.fields->>'status', '') <> 'cancelled'
GROUP BY m.entity_id
