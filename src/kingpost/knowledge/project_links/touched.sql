-- Clients whose projects may be known by something else now, because one of these entities changed.
WITH changed AS (
    SELECT r.id, r.kind, m.entity_id FROM unnest(%(entities)s::bigint[]) AS e(entity_id) JOIN member AS m USING (entity_id) JOIN record AS r ON r.id = m.record_id
    WHERE r.kind IN ('project', 'task', 'deliverable', 'agreement', 'person', 'meeting', 'ticket')
), project AS (
    SELECT id FROM changed WHERE kind = 'project'
    UNION
    -- also where it belonged before: what is gone or moved has no link to it any more
    SELECT t.id
    FROM changed AS c
    JOIN version AS v ON v.record_id = c.id
    CROSS JOIN LATERAL unnest(v.ref_roles, v.ref_keys) AS ref(role, key)
    JOIN record AS t ON t.key = ref.key
    WHERE ref.role = 'project' AND c.kind <> 'person'
    UNION
    SELECT l.record_id FROM changed AS c JOIN link AS l ON l.target_id = c.id AND l.role IN ('agreement', 'owner', 'member', 'requester')
    WHERE c.kind IN ('agreement', 'person')
    UNION
    SELECT p.target_id
    FROM changed AS c
    JOIN link AS l ON l.target_id = c.id AND l.role IN ('owner', 'requester', 'attendee', 'organiser')
    JOIN link AS p ON p.record_id = l.record_id AND p.role = 'project' AND p.why IS NULL
    WHERE c.kind = 'person'
)
SELECT DISTINCT o.client_id FROM project AS p JOIN client_of AS o ON o.record_id = p.id AND o.kind = 'project'
UNION
SELECT g.client_id FROM project_ground AS g WHERE g.client_id = ANY(%(entities)s::bigint[])
  AND (NOT EXISTS (SELECT FROM client_of AS o WHERE o.client_id = g.client_id AND o.kind = 'project') OR g.names <> coalesce((SELECT string_agg(DISTINCT e.title, ' ' ORDER BY e.title) FROM entity AS e WHERE e.entity_id = g.client_id), ''))
UNION
SELECT g.client_id
FROM changed AS c
JOIN version AS v ON v.record_id = c.id
CROSS JOIN LATERAL unnest(v.ref_roles, v.ref_keys) AS ref(role, key)
JOIN record AS t ON t.key = ref.key
JOIN member AS m ON m.record_id = t.id
JOIN project_ground AS g ON g.client_id = m.entity_id
WHERE c.kind = 'project' AND ref.role = 'client'
UNION  -- a project that is gone, or is another client's now, leaves its old client behind
SELECT o.client_id
FROM project_link AS k JOIN client_of AS o ON o.record_id = k.record_id
WHERE k.project_id IN (SELECT id FROM changed WHERE kind = 'project')
