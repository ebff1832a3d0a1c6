-- Which project carries out which agreement: (project, agreement), for these projects and for the projects of these agreements. A number of an
-- agreement that another system keeps is looked up there, and counts when it can be only one, of the same client as far as both are known.
WITH pointing AS (
    SELECT l.record_id, l.target_id
    FROM member AS m JOIN link AS l ON l.record_id = m.record_id AND l.role = 'agreement'
    WHERE m.entity_id = ANY(%(projects)s)
    UNION
    SELECT l.record_id, l.target_id
    FROM member AS m
    JOIN record AS a ON a.id = m.record_id
    JOIN record AS t ON t.kind = 'agreement' AND t.remote_id = a.remote_id
    JOIN link AS l ON l.target_id = t.id AND l.role = 'agreement'
    WHERE m.entity_id = ANY(%(agreements)s)
), found AS (
    SELECT DISTINCT pm.entity_id AS project, am.entity_id AS agreement
    FROM pointing AS p
    JOIN record AS r ON r.id = p.record_id AND r.kind = 'project' AND r.gone_at IS NULL
    JOIN record AS t ON t.id = p.target_id
    JOIN record AS a ON a.kind = 'agreement' AND a.remote_id = t.remote_id AND a.version IS NOT NULL AND a.gone_at IS NULL
         AND (a.id = t.id OR t.version IS NULL)
    JOIN member AS pm ON pm.record_id = r.id
    JOIN member AS am ON am.record_id = a.id
    WHERE EXISTS (SELECT FROM client_of AS c JOIN client_of AS o USING (client_id) WHERE c.record_id = r.id AND o.record_id = a.id)
       OR NOT EXISTS (SELECT FROM client_of AS c WHERE c.record_id = r.id) OR NOT EXISTS (SELECT FROM client_of AS c WHERE c.record_id = a.id)
)
SELECT project, min(agreement) FROM found GROUP BY project HAVING count(*) = 1
