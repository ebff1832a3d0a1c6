-- Entities that are one record: what it says, while it is there, is what we go by. A record that is only mentioned is there as long as
-- something points at it.
INSERT INTO entity AS e (entity_id, audience_id, kind, title, golden, why, at, records, open, due, standing)
SELECT b.entity_id, b.audience_id, b.kind, v.title, v.fields, jsonb_build_object('*', jsonb_build_array(b.record_id, 'only')), v.valid_from, 1,
       CASE WHEN b.kind IN ('ticket', 'task', 'project', 'agreement', 'invoice', 'approval', 'deliverable') THEN is_open(v.fields) END,
       due_moment(v.fields, %(zone)s),
       CASE WHEN b.kind <> 'client' THEN '' ELSE client_standing(b.entity_id, b.entity_id = ANY(%(own)s::bigint[]), v.fields) END
FROM batch AS b
JOIN version AS v ON v.record_id = b.record_id AND v.number = b.version
WHERE NOT b.joined AND b.live AND (NOT b.mention OR EXISTS (SELECT FROM link WHERE link.target_id = b.record_id))
ON CONFLICT (entity_id, audience_id) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, golden = excluded.golden, why = excluded.why, at = excluded.at,
    records = excluded.records, open = excluded.open, due = excluded.due, standing = excluded.standing
WHERE (e.kind, e.title, e.golden, e.why, e.at, e.records, e.open, e.due, e.standing)
      IS DISTINCT FROM (excluded.kind, excluded.title, excluded.golden, excluded.why, excluded.at, excluded.records, excluded.open, excluded.due,
                        excluded.standing)
