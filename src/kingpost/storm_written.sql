-- Of these records the mails and tickets people wrote since a moment, in systems that were read whole once: (record, title, how its text begins). Nothing in a
-- first load, when no system is.
SELECT r.id, coalesce(v.title, ''), coalesce(v.fields->>'snippet', v.fields->>'description', '')
FROM unnest(%(records)s::bigint[]) AS n(id)
JOIN record AS r ON r.id = n.id AND r.kind IN ('message', 'ticket') AND r.gone_at IS NULL
JOIN system AS y ON y.id = r.system_id AND y.loaded_at IS NOT NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.valid_from > %(since)s
WHERE EXISTS (SELECT FROM system WHERE loaded_at IS NOT NULL)
  AND NOT coalesce(v.fields->>'automatic' = 'true' OR v.fields->>'bulk' = 'true', false)
