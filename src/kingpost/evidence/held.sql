-- What we hold of one native kind: how many, oldest and newest moment, how many went.
SELECT count(*) FILTER (WHERE r.gone_at IS NULL), min(v.valid_from) FILTER (WHERE r.gone_at IS NULL),
       max(v.valid_from) FILTER (WHERE r.gone_at IS NULL), count(*) FILTER (WHERE r.gone_at IS NOT NULL)
FROM record AS r
LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE r.system_id = %(system)s AND r.native_kind = %(kind)s AND r.native_key IS NOT NULL
