-- When these people meet or are away, from the calendars an audience may see: each stretch once. Another's leave takes nobody's time who was told of it.
SELECT pm.entity_id, o.starts_at, o.ends_at, o.all_day, v.title, bool_and(coalesce(v.fields->>'busy' IN ('false', 'free', 'transparent'), false)),
       bool_or(l.role = 'away')
FROM occurrence AS o
JOIN record AS r ON r.id = o.record_id AND r.gone_at IS NULL
JOIN audience_within AS a ON a.narrow_id = %(audience)s AND a.wide_id = r.audience_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN link AS l ON l.record_id = r.id AND l.role IN ('attendee', 'organiser', 'away')
JOIN member AS pm ON pm.record_id = l.target_id
WHERE o.starts_at < %(end)s AND o.ends_at > %(start)s AND pm.entity_id = ANY(%(people)s)
GROUP BY pm.entity_id, o.starts_at, o.ends_at, o.all_day, v.title
HAVING bool_or(l.role = 'away' OR NOT EXISTS (SELECT FROM link AS w WHERE w.record_id = r.id AND w.role = 'away'))
ORDER BY o.starts_at, o.ends_at, v.title, pm.entity_id
