-- The sides of people's rulings, by the rulings that stood at a moment (null: now) and fit {about}: (id, record, field, family, value, said, since),
-- where since is what the record's field has said in the versions read after the ruling. What was sent says for ever what it says; of an invoice
-- that is its sums: whether it is paid, and when it is due, people decide.
SELECT r.id, s.record, s.field, r.family, r.value, s.said, coalesce((
           SELECT jsonb_agg(v.fields->s.field ORDER BY v.number)
           FROM version AS v
           WHERE v.record_id = s.record AND v.learned > r.at AND v.fields ? s.field AND (%(decided_by)s::timestamptz IS NULL OR v.learned <= %(decided_by)s)
       ), '[]') AS since
FROM ruling AS r
CROSS JOIN LATERAL (
    SELECT (side->>0)::bigint AS record, side->>1 AS field, side->2 AS said FROM jsonb_array_elements(r.said) AS side
) AS s
JOIN record AS k ON k.id = s.record AND k.kind <> ALL(%(keeping)s) AND (k.kind, r.family) <> ('invoice', 'amount')
WHERE {about} AND r.value IS NOT NULL AND r.family <> ALL(%(meanings)s)
  AND CASE WHEN %(decided_by)s::timestamptz IS NULL THEN r.withdrawn_at IS NULL AND k.gone_at IS NULL
           ELSE r.at <= %(decided_by)s AND (r.withdrawn_at IS NULL OR r.withdrawn_at > %(decided_by)s) END
