-- The live records of these threads with what they are judged by: text, people, clients, and projects they name by number.
WITH root AS (
    SELECT u.entity_id AS unit_id, m.record_id FROM unnest(%(units)s::bigint[]) AS u(entity_id) JOIN member AS m USING (entity_id)
), inside AS (
    SELECT o.unit_id, o.record_id FROM root AS o JOIN record AS r ON r.id = o.record_id
    WHERE NOT EXISTS (SELECT FROM link AS l JOIN member AS t ON t.record_id = l.target_id
                      WHERE l.record_id = o.record_id AND l.role = CASE r.kind WHEN 'message' THEN 'thread' WHEN 'meeting' THEN 'parent' END)
    UNION
    SELECT o.unit_id, l.record_id
    FROM root AS o
    JOIN link AS l ON l.target_id = o.record_id AND l.role IN ('thread', 'parent')
    JOIN record AS r ON r.id = l.record_id AND l.role = CASE r.kind WHEN 'message' THEN 'thread' WHEN 'meeting' THEN 'parent' END
)
SELECT i.unit_id, r.id, m.entity_id, r.key::text, r.audience_id, r.kind, v.valid_from, v.title,
       CASE WHEN r.kind = 'document' THEN coalesce(r.native_id, '') || E'\n' || left(v.body, 4000) ELSE left(v.body, 1500) END,
       coalesce(v.fields->>'automatic', v.fields->>'bulk', '') = 'true', v.fields->>'starts_at',
       ARRAY(SELECT c.client_id FROM client_of AS c WHERE c.record_id = r.id ORDER BY 1),
       ARRAY(SELECT DISTINCT p.entity_id FROM link AS l JOIN member AS p ON p.record_id = l.target_id
             WHERE l.record_id = r.id AND l.role IN ('sender', 'recipient', 'copied', 'attendee', 'organiser', 'requester', 'owner', 'author') ORDER BY 1),
       ARRAY(SELECT DISTINCT coalesce(q.entity_id, s.entity_id)
             FROM link AS l
             JOIN record AS t ON t.id = l.target_id
             JOIN member AS s ON s.record_id = t.id
             LEFT JOIN link AS f ON t.kind <> 'project' AND f.record_id = t.id AND f.role = 'project'
             LEFT JOIN member AS q ON q.record_id = f.target_id
             WHERE l.record_id = r.id AND l.role IN ('about', 'project', 'ticket') AND (t.kind = 'project' OR q.entity_id IS NOT NULL) ORDER BY 1),
       (SELECT min(l.why) FROM link AS l WHERE l.record_id = r.id AND l.role IN ('about', 'project', 'ticket'))
FROM inside AS i
JOIN record AS r ON r.id = i.record_id AND r.gone_at IS NULL AND r.kind IN ('message', 'meeting', 'document', 'ticket')
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN member AS m ON m.record_id = r.id
ORDER BY i.unit_id, v.valid_from, r.key
