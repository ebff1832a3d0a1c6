-- Values of a thing's visible records that differ from what the same record said at a moment: (field, then, now, system, thing, since when).
SELECT f.name, b.fields->>f.name, v.fields->>f.name, y.title, m.entity_id,
       (SELECT min(coalesce(c.valid_from, c.learned)) FROM version AS c
        WHERE c.record_id = r.id AND c.number > b.number AND c.fields->f.name IS NOT DISTINCT FROM v.fields->f.name) AS at
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS y ON y.id = r.system_id
JOIN LATERAL (SELECT o.number, o.fields FROM version AS o WHERE o.record_id = r.id AND coalesce(o.valid_from, o.learned) <= %(moment)s
              ORDER BY o.number DESC LIMIT 1) AS b ON b.number < r.version
CROSS JOIN unnest(%(fields)s::text[]) AS f(name)
WHERE m.entity_id = %(thing)s AND coalesce(b.fields->>f.name, '') <> '' AND coalesce(v.fields->>f.name, '') <> '' AND b.fields->>f.name <> v.fields->>f.name
ORDER BY 6 DESC, f.name, r.key
