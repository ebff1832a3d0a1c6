-- The records of some entities as they were: for each the version that held then, of those read by then. Before its first version a record is
-- shown as that version has it, from the moment anything shows it was there. What is gone is gone for every day, unless one asks what was
-- known before that. Present are: which records are one thing, the names of systems, and who may see what.
WITH wanted AS ({wanted}), decided AS ({decided})
SELECT m.entity_id, r.id, r.key, r.kind, r.audience_id, r.native_key IS NULL, r.remote_id, y.id, y.title,
       ARRAY(SELECT w.narrow_id FROM audience_within AS w WHERE w.wide_id = r.audience_id AND w.narrow_id = ANY(%(seen_by)s)),
       (SELECT count(*) FROM member AS o WHERE o.entity_id = m.entity_id), v.number, v.number = l.number, v.learned, v.valid_from, nullif(v.held, '-infinity'),
       v.title, v.fields::text, CASE WHEN %(texts)s THEN left(v.body, 20000) ELSE '' END, v.url, l.happenings::text, l.number,
       v.ref_roles, v.ref_keys,
       r.gone_at IS NOT NULL OR v.number <> r.version AND NOT EXISTS (SELECT FROM client_of WHERE record_id = r.id AND via = 'said') AND NOT EXISTS (
           SELECT FROM version AS n WHERE n.record_id = r.id AND n.number = r.version AND (n.ref_roles, n.ref_keys) = (v.ref_roles, v.ref_keys)) AS moved,
       ARRAY(SELECT client_id FROM client_of WHERE client_of.record_id = r.id ORDER BY 1),
       CASE WHEN v.number > 1 THEN (  -- as field_since.sql does for the present
           SELECT jsonb_object_agg(f.field, f.at) FROM (
               SELECT DISTINCT ON (s.field) s.field, s.at
               FROM (SELECT e.key AS field, e.value, n.number, coalesce(n.valid_from, n.learned) AS at,
                            lag(e.value) OVER (PARTITION BY e.key ORDER BY n.number) AS was, lag(n.number) OVER (PARTITION BY e.key ORDER BY n.number) AS before
                     FROM version AS n CROSS JOIN LATERAL jsonb_each(n.fields) AS e WHERE n.record_id = r.id AND n.number <= v.number) AS s
               WHERE s.was IS DISTINCT FROM s.value OR s.before <> s.number - 1
               ORDER BY s.field, s.number DESC) AS f) END::text,
       CASE WHEN r.id IN (SELECT record FROM decided) THEN (SELECT jsonb_agg(jsonb_build_array(o.id, o.record, o.field, o.family, o.value, o.said, o.since))
           FROM decided AS o WHERE o.id IN (SELECT id FROM decided WHERE record = r.id)) END::text,
       (SELECT jsonb_object_agg(field, jsonb_build_object('way', way, 'system', system_id)) FROM value_rule AS o
        WHERE o.kind = r.kind AND o.at <= %(decided_by)s AND (o.withdrawn_at IS NULL OR o.withdrawn_at > %(decided_by)s))::text
FROM wanted
JOIN member AS m ON m.entity_id = wanted.entity_id
JOIN record AS r ON r.id = m.record_id
JOIN system AS y ON y.id = r.system_id
JOIN LATERAL (
    SELECT number, happenings FROM version WHERE record_id = r.id AND learned <= %(known_at)s ORDER BY number DESC LIMIT 1
) AS l ON true
JOIN LATERAL (
    SELECT p.*
    FROM (SELECT version.*, held_from(number, valid_from, learned, raw IS NULL AND via IS NULL) AS held
          FROM version WHERE record_id = r.id AND learned <= %(known_at)s) AS p
    ORDER BY p.held <= %(true_at)s DESC, CASE WHEN p.held <= %(true_at)s THEN -p.number ELSE p.number END
    LIMIT 1
) AS v ON true
WHERE r.audience_id = ANY(%(seen_by)s) AND (r.gone_at IS NULL OR r.gone_at > %(known_at)s)
  AND CASE WHEN v.held <= %(true_at)s AND (v.held > '-infinity' OR r.kind IN ('client', 'person', 'account')) THEN true
           ELSE began(r.kind, v.fields, l.happenings, v.valid_from, v.learned) <= %(true_at)s END
  AND CASE WHEN r.native_key IS NOT NULL OR r.gone_at IS NOT NULL THEN true ELSE EXISTS (
          SELECT FROM link AS k
          JOIN version AS f ON f.record_id = k.record_id AND f.number = 1 AND f.learned <= %(known_at)s
          WHERE k.target_id = r.id
            AND CASE WHEN held_from(1, f.valid_from, f.learned, false) <= %(true_at)s THEN true
                     ELSE began('', f.fields, f.happenings, f.valid_from, f.learned) <= %(true_at)s END) END
ORDER BY m.entity_id, r.id
