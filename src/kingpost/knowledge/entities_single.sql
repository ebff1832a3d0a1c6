-- Entities that are one record: what it says, while it is there, is what we go by. A record that is only mentioned is there as long as
-- something points at it.
MERGE INTO entity AS e
USING (
    SELECT b.entity_id, b.audience_id, b.kind, b.title, b.fields AS golden, jsonb_build_object('*', jsonb_build_array(b.record_id, 'only')) AS why,
           b.at,
           is_open(b.kind, b.fields) AS open,
           due_moment(b.kind, b.fields, %(zone)s) AS due,
           CASE b.kind WHEN 'client' THEN client_standing(b.entity_id, b.entity_id = ANY(%(own)s::bigint[]), b.fields)
                       WHEN 'person' THEN person_standing(b.entity_id, %(domains)s::text[], b.fields) ELSE '' END AS standing
    FROM batch AS b
    WHERE NOT b.joined AND b.live AND (NOT b.mention OR EXISTS (SELECT FROM link WHERE link.target_id = b.record_id))
) AS n ON (e.entity_id, e.audience_id) = (n.entity_id, n.audience_id)
WHEN NOT MATCHED THEN
    INSERT (entity_id, audience_id, kind, title, golden, why, at, records, open, due, standing)
    VALUES (n.entity_id, n.audience_id, n.kind, n.title, n.golden, n.why, n.at, 1, n.open, n.due, n.standing)
WHEN MATCHED AND (e.kind, e.title, e.golden, e.why, e.at, e.records, e.open, e.due, e.standing)
                 IS DISTINCT FROM (n.kind, n.title, n.golden, n.why, n.at, 1, n.open, n.due, n.standing) THEN
    UPDATE SET kind = n.kind, title = n.title, golden = n.golden, why = n.why, at = n.at, records = 1, open = n.open, due = n.due, standing = n.standing
