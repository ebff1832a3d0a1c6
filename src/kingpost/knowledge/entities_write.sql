-- Take in the joined entities worked out in golden.py.
INSERT INTO entity AS e (entity_id, audience_id, kind, title, golden, why, at, records, open, due, standing)
SELECT j.id, j.audience, j.kind, j.title, j.golden, j.why, j.at, j.records,
       is_open(j.kind, j.golden),
       due_moment(j.kind, j.golden, %(zone)s),
       CASE j.kind WHEN 'client' THEN client_standing(j.id, j.id = ANY(%(own)s::bigint[]), j.golden)
                   WHEN 'person' THEN person_standing(j.id, %(domains)s::text[], j.golden) ELSE '' END
FROM jsonb_to_recordset(%(joined)s::jsonb) AS j(id bigint, audience bigint, kind text, title text, golden jsonb, why jsonb, at timestamptz, records int)
ON CONFLICT (entity_id, audience_id) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, golden = excluded.golden, why = excluded.why, at = excluded.at,
    records = excluded.records, open = excluded.open, due = excluded.due, standing = excluded.standing
WHERE (e.kind, e.title, e.golden, e.why, e.at, e.records, e.open, e.due, e.standing)
      IS DISTINCT FROM (excluded.kind, excluded.title, excluded.golden, excluded.why, excluded.at, excluded.records, excluded.open, excluded.due,
                        excluded.standing)
