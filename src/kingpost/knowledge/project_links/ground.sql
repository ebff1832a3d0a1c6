-- What the projects of these clients are known by: names, codes, work, deals and people, each with the audience of its record.
-- Rows: client, project entity, project record, its key, audience, what, text, number, from, until.
WITH project AS (
    SELECT c.client_id, m.entity_id, r.id, r.key, r.audience_id, v.title, v.fields
    FROM client_of AS c
    JOIN record AS r ON r.id = c.record_id AND r.gone_at IS NULL
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    JOIN member AS m ON m.record_id = r.id
    WHERE c.client_id = ANY(%(clients)s::bigint[]) AND c.kind = 'project'
), work AS (
    SELECT p.client_id, p.entity_id, r.id, r.audience_id, r.kind, v.title, v.fields
    FROM project AS p
    JOIN link AS l ON l.target_id = p.id AND l.role = 'project' AND l.why IS NULL
    JOIN record AS r ON r.id = l.record_id AND r.gone_at IS NULL AND r.kind IN ('task', 'deliverable', 'meeting', 'ticket')
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
), person AS (
    SELECT p.client_id, p.entity_id, p.audience_id, l.role, l.target_id FROM project AS p JOIN link AS l ON l.record_id = p.id
    WHERE l.role IN ('owner', 'member', 'requester')
    UNION
    SELECT w.client_id, w.entity_id, w.audience_id, 'work', l.target_id FROM work AS w JOIN link AS l ON l.record_id = w.id
    WHERE l.role IN ('owner', 'requester', 'attendee', 'organiser')
)
SELECT client_id, entity_id, id, key::text, audience_id, 'name' AS what, title AS text, 0::bigint AS number,
       coalesce(fields->>'start_date', fields->>'created_at') AS starts, coalesce(fields->>'end_date', fields->>'due_date') AS ends
FROM project
UNION ALL
SELECT client_id, entity_id, id, '', audience_id, 'code', fields->>'code', 0, NULL, NULL FROM project WHERE fields ? 'code'
UNION ALL
SELECT client_id, entity_id, 0, '', audience_id, 'work', title, 0, fields->>'start_date',
       coalesce(fields->>'completed_at', fields->>'due_date', fields->>'delivered_at')
FROM work WHERE kind IN ('task', 'deliverable')
UNION ALL
SELECT p.client_id, p.entity_id, 0, '', r.audience_id, 'deal', v.title, 0, NULL, NULL
FROM project AS p
JOIN link AS l ON l.record_id = p.id AND l.role = 'agreement'
JOIN record AS r ON r.id = l.target_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
UNION ALL
SELECT p.client_id, p.entity_id, 0, '', r.audience_id, 'code', v.fields->>'order_reference', 0, NULL, NULL
FROM project AS p
JOIN link AS l ON l.record_id = p.id AND l.role = 'agreement'
JOIN record AS r ON r.id = l.target_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE length(v.fields->>'order_reference') > 3
UNION ALL
SELECT q.client_id, q.entity_id, 0, '', q.audience_id, CASE q.role WHEN 'work' THEN 'helps' ELSE 'leads' END,
       (SELECT string_agg(s.record_id::text, ' ' ORDER BY s.record_id) FROM member AS s WHERE s.entity_id = m.entity_id), m.entity_id, min(v.title), NULL
FROM person AS q
JOIN member AS m ON m.record_id = q.target_id
LEFT JOIN record AS r ON r.id = q.target_id
LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
GROUP BY q.client_id, q.entity_id, q.audience_id, q.role = 'work', q.role, m.entity_id
ORDER BY 1, 2, 6, 7, 8, 5
