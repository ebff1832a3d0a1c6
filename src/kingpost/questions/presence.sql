-- When these people, and whoever stands in for them (accepted, stand_ins.sql), are taken from today on, those a staff list says are on leave (without
-- moments), and who stands in for whom; each from what the reader may see.
, chain AS (
    SELECT unnest(%(people)s::bigint[]) AS person
    UNION
    SELECT a.successor FROM chain AS c JOIN accepted AS a USING (person)
)
SELECT pm.entity_id, o.starts_at, o.ends_at, v.title, m.entity_id, y.title, NULL::text
FROM member AS pm
JOIN link AS l ON l.target_id = pm.record_id AND l.role = 'away'
JOIN record AS r ON r.id = l.record_id AND r.kind = 'meeting' AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
JOIN occurrence AS o ON o.record_id = r.id AND o.starts_at < %(end)s AND o.ends_at > %(start)s
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN member AS m ON m.record_id = r.id
JOIN system AS y ON y.id = r.system_id
WHERE pm.entity_id = ANY(ARRAY(SELECT person FROM chain))
UNION ALL
SELECT e.entity_id, NULL, NULL, e.golden->>'status', e.entity_id, coalesce(y.title, ''), NULL
FROM entity AS e
LEFT JOIN record AS r ON r.id = (coalesce(e.why->'status', e.why->'*')->>0)::bigint
LEFT JOIN system AS y ON y.id = r.system_id
WHERE e.entity_id = ANY(ARRAY(SELECT person FROM chain)) AND e.audience_id = ANY(%(seen_by)s) AND lower(e.golden->>'status') = ANY(%(on_leave)s)
UNION ALL
SELECT a.person, NULL, NULL, '', 0, '', jsonb_build_array(a.client, a.successor, p.title, p.gone, a.handover, a.accepted_at)::text
FROM accepted AS a
CROSS JOIN LATERAL (
    SELECT e.title, lower(e.golden->>'status') = ANY(%(left)s) OR pg_input_is_valid(e.golden->>'end_date', 'date') AND (e.golden->>'end_date')::date < %(today)s AS gone
    FROM entity AS e WHERE e.entity_id = a.successor AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS p
WHERE a.person = ANY(ARRAY(SELECT person FROM chain))
ORDER BY 1, 2, 3, 4, 5
