-- Entities with one live record: what that record says is what we go by.
WITH live AS (
    SELECT m.entity_id, r.id, r.audience_id, r.kind, r.version
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id
    WHERE m.entity_id = ANY(%(entities)s) AND r.version IS NOT NULL AND r.gone_at IS NULL
      AND (r.native_key IS NOT NULL OR EXISTS (SELECT FROM link AS l WHERE l.target_id = r.id))
), single AS (
    SELECT entity_id FROM live GROUP BY entity_id HAVING count(*) = 1
)
INSERT INTO entity AS e (entity_id, audience_id, kind, title, golden, why, at, records, open, due, standing)
SELECT l.entity_id, l.audience_id, l.kind, v.title, v.fields, jsonb_build_object('*', jsonb_build_array(l.id, 'only')), v.valid_from, 1,
       CASE WHEN l.kind IN ('ticket', 'task', 'project', 'agreement', 'invoice', 'approval', 'deliverable')
            THEN is_open(v.fields) END,
       due_moment(v.fields, %(zone)s),
       CASE WHEN l.kind <> 'client' THEN '' ELSE client_standing(l.entity_id, l.entity_id = ANY(%(own)s::bigint[]), v.fields) END
FROM live AS l
JOIN single USING (entity_id)
JOIN version AS v ON v.record_id = l.id AND v.number = l.version
ON CONFLICT (entity_id, audience_id) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, golden = excluded.golden, why = excluded.why, at = excluded.at,
    records = excluded.records, open = excluded.open, due = excluded.due, standing = excluded.standing
