-- When these people are taken from today on, and those a staff list says are on leave (without moments), each from what the reader may see.
SELECT pm.entity_id, o.starts_at, o.ends_at, v.title, m.entity_id, y.title
FROM member AS pm
JOIN link AS l ON l.target_id = pm.record_id AND l.role IN ('attendee', 'organiser')
JOIN record AS r ON r.id = l.record_id AND r.kind = 'meeting' AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
JOIN occurrence AS o ON o.record_id = r.id AND o.starts_at < %(end)s AND o.ends_at > %(start)s
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.title ~* %(away)s
JOIN member AS m ON m.record_id = r.id
JOIN system AS y ON y.id = r.system_id
WHERE pm.entity_id = ANY(%(people)s::bigint[])
UNION ALL
SELECT e.entity_id, NULL, NULL, e.golden->>'status', e.entity_id, coalesce(y.title, '')
FROM entity AS e
LEFT JOIN record AS r ON r.id = (coalesce(e.why->'status', e.why->'*')->>0)::bigint
LEFT JOIN system AS y ON y.id = r.system_id
WHERE e.entity_id = ANY(%(people)s::bigint[]) AND e.audience_id = ANY(%(seen_by)s) AND lower(e.golden->>'status') = ANY(%(on_leave)s)
ORDER BY 1, 2, 3, 4, 5
