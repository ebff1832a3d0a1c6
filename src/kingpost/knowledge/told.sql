-- Our newest mails to a client up to a day: sent by one of us, with at least one recipient who is not, and not by a machine.
WITH newest AS (
    SELECT DISTINCT t.record_id, t.entity_id, t.at
    FROM timeline AS t
    WHERE t.client_id = %(client)s AND t.kind = 'message' AND t.what = 'wrote' AND t.audience_id = ANY(%(seen_by)s) AND t.at <= %(until)s
    ORDER BY t.at DESC LIMIT %(looked_at)s
), own AS (
    SELECT coalesce(corrected, guessed) AS domains FROM business_value WHERE name = 'own_domains'
)
SELECT DISTINCT ON (n.at, n.entity_id) n.entity_id, n.at, v.title, left(v.body, 6000), v.url, coalesce(s.title, v.fields->>'from')
FROM newest AS n
JOIN LATERAL (
    SELECT version.title, body, url, fields FROM version WHERE record_id = n.record_id AND learned <= %(known_at)s ORDER BY number DESC LIMIT 1
) AS v ON true
CROSS JOIN own
LEFT JOIN link AS l ON l.record_id = n.record_id AND l.role = 'sender'
LEFT JOIN member AS m ON m.record_id = l.target_id
LEFT JOIN LATERAL (
    SELECT title FROM entity WHERE entity.entity_id = m.entity_id AND entity.audience_id = ANY(%(seen_by)s) ORDER BY records DESC, audience_id LIMIT 1
) AS s ON true
WHERE own.domains ? split_part(v.fields->>'from', '@', 2) AND NOT coalesce((v.fields->>'automatic')::boolean, false)
  AND EXISTS (SELECT FROM link AS o JOIN match_key AS k ON k.record_id = o.target_id AND starts_with(k.key, 'email:')
              WHERE o.record_id = n.record_id AND o.role IN ('recipient', 'copied') AND NOT own.domains ? split_part(k.key, '@', 2))
ORDER BY n.at DESC, n.entity_id
LIMIT %(most)s
