-- What the systems' own records of these things say now, whole; ``hub`` is the thing each is looked at for.
SELECT h.hub, '', r.id, r.kind, r.audience_id, r.key, r.version, v.title, v.fields::text, v.valid_from, v.url, s.id, s.title, left(v.body, 2000), m.entity_id
FROM unnest(%(hubs)s::bigint[], %(things)s::bigint[]) AS h(hub, thing)
JOIN member AS m ON m.entity_id = h.thing
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.version IS NOT NULL AND r.native_key IS NOT NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS s ON s.id = r.system_id
ORDER BY h.hub, r.key
