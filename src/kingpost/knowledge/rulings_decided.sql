-- What people ruled, by the rulings that stood at a moment (null: now) and fit {of}: (id, record, field, value). What was sent says for ever what it says.
SELECT r.id, s.record, s.field, r.value
FROM ruling AS r
CROSS JOIN LATERAL (SELECT (side->>0)::bigint AS record, side->>1 AS field FROM jsonb_array_elements(r.said) AS side) AS s
JOIN record AS k ON k.id = s.record AND k.kind <> ALL(%(keeping)s)
WHERE {of} AND r.value IS NOT NULL AND r.family <> ALL(%(meanings)s)
  AND CASE WHEN %(decided_by)s::timestamptz IS NULL THEN r.withdrawn_at IS NULL
           ELSE r.at <= %(decided_by)s AND (r.withdrawn_at IS NULL OR r.withdrawn_at > %(decided_by)s) END
