-- The country of our own organisation's and our own people's addresses, as their records write it, the most usual first.
SELECT lower(btrim(v.fields->>'country')), count(*)
FROM (SELECT DISTINCT k.record_id FROM match_key AS k
      WHERE k.key = ANY(%(domains)s) OR (starts_with(k.key, 'email:') AND split_part(k.key, '@', 2) = ANY(%(own)s))
      LIMIT 5000) AS ours
JOIN record AS r ON r.id = ours.record_id AND r.kind IN ('client', 'person') AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE coalesce(btrim(v.fields->>'country'), '') <> ''
GROUP BY 1
ORDER BY 2 DESC, 1
