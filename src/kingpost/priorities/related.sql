-- What must be looked at again because these entities changed: the threads their mails belong to, what they point at or what rests on
-- them, and whatever was noticed on their evidence, under their flag or for their client.
WITH of AS (
    SELECT record_id FROM member WHERE entity_id = ANY(%(entities)s)
    UNION
    SELECT unnest(%(entities)s::bigint[])
)
SELECT coalesce(tm.entity_id, t.id)
FROM (
    SELECT DISTINCT thread_of(named.id) AS id
    FROM of
    JOIN record AS r ON r.id = of.record_id AND r.kind = 'message'
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    CROSS JOIN LATERAL unnest(v.ref_roles, v.ref_keys) AS ref(role, key)
    JOIN record AS named ON named.key = ref.key
    WHERE ref.role = 'thread' AND (v.valid_from > %(recent)s OR r.gone_at IS NOT NULL)
) AS t
LEFT JOIN member AS tm ON tm.record_id = t.id
UNION
SELECT m.entity_id
FROM of
JOIN link AS l ON l.record_id = of.record_id AND l.role IN ('about', 'ticket', 'parent', 'agreement', 'project')
JOIN member AS m ON m.record_id = l.target_id
UNION
SELECT m.entity_id
FROM of
JOIN link AS l ON l.target_id = of.record_id AND l.role = 'agreement'
JOIN member AS m ON m.record_id = l.record_id
UNION
SELECT m.entity_id FROM of JOIN link_before AS l ON l.record_id = of.record_id AND l.role = 'project' JOIN member AS m ON m.record_id = l.target_id
UNION
SELECT entity_id FROM signal WHERE closed_at IS NULL AND anchor_id = ANY(%(entities)s)
UNION
SELECT entity_id FROM signal WHERE closed_at IS NULL AND evidence && ARRAY(SELECT record_id FROM of)
UNION
SELECT entity_id FROM signal WHERE closed_at IS NULL AND opens AND NOT before_start AND client_id = ANY(%(entities)s)
