-- Entities that are one record: what it says, while it is there, is what we go by. A record that is only mentioned is there as long as
-- something points at it.
INSERT INTO entity AS e (entity_id, audience_id, kind, title, golden, why, at, records, open, due, standing)
SELECT l.id, l.audience_id, l.kind, v.title, v.fields, jsonb_build_object('*', jsonb_build_array(l.id, 'only')), v.valid_from, 1,
       CASE WHEN l.kind IN ('ticket', 'task', 'project', 'agreement', 'invoice', 'approval', 'deliverable')
            THEN is_open(v.fields) END,
       due_moment(v.fields, %(zone)s),
       CASE WHEN l.kind <> 'client' THEN '' ELSE client_standing(l.id, l.id = ANY(%(own)s::bigint[]), v.fields) END
FROM record AS l
JOIN version AS v ON v.record_id = l.id AND v.number = l.version
WHERE l.id = ANY(%(records)s) AND l.gone_at IS NULL
  AND (l.native_key IS NOT NULL OR EXISTS (SELECT FROM link WHERE link.target_id = l.id))
ON CONFLICT (entity_id, audience_id) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, golden = excluded.golden, why = excluded.why, at = excluded.at,
    records = excluded.records, open = excluded.open, due = excluded.due, standing = excluded.standing
