-- From our own people's latest 5,000 mails: the day and the offset each was written with, as the mail itself says.
SELECT left(v.fields->>'sent_at', 10), substring(v.fields->>'sent_at' FROM '(Z|[+-]\d\d:\d\d)$'), count(*)
FROM (
    SELECT DISTINCT t.record_id
    FROM (SELECT t.record_id, t.actor_id FROM timeline AS t
          WHERE t.kind = 'message' AND EXISTS (
              SELECT FROM match_key AS k WHERE k.record_id = t.actor_id AND starts_with(k.key, 'email:') AND split_part(k.key, '@', 2) = ANY(%(own)s))
          ORDER BY t.at DESC LIMIT 5000) AS t
) AS m
JOIN record AS r ON r.id = m.record_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE v.fields->>'sent_at' ~ '^\d{4}-\d\d-\d\d.*(Z|[+-]\d\d:\d\d)$'
GROUP BY 1, 2
