-- The projects of a thing's clients a reader may see, and which one it belongs to now.
SELECT DISTINCT ON (e.entity_id) e.entity_id, e.title,
       EXISTS (SELECT FROM member AS t JOIN record AS r ON r.id = t.record_id AND r.audience_id = ANY(%(seen_by)s)
               JOIN project_link AS k ON k.record_id = r.id JOIN member AS km ON km.record_id = k.project_id
               WHERE t.entity_id = %(entity)s AND km.entity_id = e.entity_id)
FROM member AS m
JOIN client_of AS c ON c.record_id = m.record_id
JOIN record AS mine ON mine.id = m.record_id AND mine.audience_id = ANY(%(seen_by)s)
JOIN client_of AS p ON p.client_id = c.client_id AND p.kind = 'project'
JOIN member AS pm ON pm.record_id = p.record_id
JOIN entity AS e ON e.entity_id = pm.entity_id AND e.kind = 'project' AND e.audience_id = ANY(%(seen_by)s)
WHERE m.entity_id = %(entity)s
ORDER BY e.entity_id, e.records DESC, e.audience_id
