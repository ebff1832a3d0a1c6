-- The live records of these things with what they may say about an approval. ``was`` is an earlier status that spoke of one.
SELECT m.entity_id, r.id, r.key::text, r.audience_id, r.kind, r.remote_id, v.title, v.fields::text, v.valid_from,
       (SELECT l.target_id FROM link AS l JOIN record AS t ON t.id = l.target_id WHERE l.record_id = r.id AND l.role IN ('requester', 'author')
        ORDER BY l.role DESC, t.key LIMIT 1),
       (SELECT l.target_id FROM link AS l JOIN record AS t ON t.id = l.target_id WHERE l.record_id = r.id AND l.role = 'owner' ORDER BY t.key LIMIT 1),
       r.kind IN ('ticket', 'task') AND EXISTS (SELECT FROM version AS o WHERE o.record_id = r.id AND o.fields->>'status' ~* 'approv|sign[ -]?(?:ed[ -])?off'),
       ARRAY(SELECT DISTINCT p.entity_id FROM link AS l JOIN member AS p ON p.record_id = l.target_id
             WHERE r.kind = 'approval' AND l.record_id = r.id AND l.role IN ('requester', 'owner') ORDER BY 1),
       (SELECT min(p.entity_id) FROM link AS l JOIN member AS p ON p.record_id = l.target_id WHERE r.kind = 'approval' AND l.record_id = r.id AND l.role = 'requester')
FROM unnest(%(entities)s::bigint[]) AS e(entity_id)
JOIN member AS m USING (entity_id)
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.kind IN ('approval', 'ticket', 'task', 'deliverable', 'agreement', 'message')
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
ORDER BY m.entity_id, r.key
