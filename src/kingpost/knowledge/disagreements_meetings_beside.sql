-- The other meetings of these meetings' clients around each: (meeting, when another begins, what it is called, who is in it).
SELECT h.meeting, o.starts_at, v.title,
       ARRAY(SELECT DISTINCT pm.entity_id FROM link AS l JOIN member AS pm ON pm.record_id = l.target_id WHERE l.record_id = r.id AND l.role IN ('attendee', 'organiser'))
FROM unnest(%(meetings)s::bigint[], %(at)s::timestamptz[]) AS h(meeting, at)
JOIN LATERAL (SELECT DISTINCT c.client_id FROM member AS hm JOIN client_of AS c ON c.record_id = hm.record_id WHERE hm.entity_id = h.meeting) AS w ON true
JOIN client_of AS c ON c.client_id = w.client_id AND c.kind = 'meeting'
JOIN member AS m ON m.record_id = c.record_id AND m.entity_id <> h.meeting
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND coalesce(v.fields->>'status', '') <> 'cancelled'
JOIN occurrence AS o ON o.record_id = r.id AND o.starts_at BETWEEN h.at - %(around)s::interval AND h.at + %(around)s::interval AND NOT o.all_day
