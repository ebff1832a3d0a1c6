-- Approvals systems list that one of these people asked for: what a thread between them may speak of.
SELECT DISTINCT am.entity_id
FROM unnest(%(people)s::bigint[]) AS p(entity_id)
JOIN member AS pm USING (entity_id)
JOIN link AS l ON l.target_id = pm.record_id AND l.role = 'requester'
JOIN record AS r ON r.id = l.record_id AND r.kind = 'approval' AND r.gone_at IS NULL
JOIN member AS am ON am.record_id = r.id
