-- Things that belong to these projects and tickets and may speak of the same: (hub, thing). Milestones of a project, tasks that carry a ticket.
SELECT DISTINCT p.project, m.entity_id
FROM unnest(%(things)s::bigint[]) AS p(project)
JOIN member AS pm ON pm.entity_id = p.project
JOIN link AS l ON l.target_id = pm.record_id AND l.role IN ('project', 'ticket') AND l.why IS NULL
JOIN record AS t ON t.id = l.record_id AND t.kind = 'task' AND t.gone_at IS NULL
JOIN version AS v ON v.record_id = t.id AND v.number = t.version
JOIN member AS m ON m.record_id = t.id
WHERE l.role = 'ticket' OR v.fields->>'milestone' = 'true'
