-- Domains with mail both ways: at least two mails from our own people to them, and two from them.
WITH way AS (
    SELECT split_part(k.key, '@', 2) AS domain, l.role = 'sender' AS theirs, l.record_id
    FROM link AS l
    JOIN record AS r ON r.id = l.record_id AND r.kind = 'message' AND r.gone_at IS NULL
    JOIN match_key AS k ON k.record_id = l.target_id AND starts_with(k.key, 'email:')
    WHERE l.role = 'sender'
       OR l.role = 'recipient' AND EXISTS (
            SELECT FROM link AS s JOIN match_key AS sk ON sk.record_id = s.target_id AND starts_with(sk.key, 'email:')
            WHERE s.record_id = l.record_id AND s.role = 'sender' AND split_part(sk.key, '@', 2) = ANY(%(own)s))
)
SELECT domain FROM way
WHERE domain <> ALL(%(own)s)
GROUP BY domain
HAVING count(DISTINCT record_id) FILTER (WHERE theirs) >= 2 AND count(DISTINCT record_id) FILTER (WHERE NOT theirs) >= 2
ORDER BY domain
