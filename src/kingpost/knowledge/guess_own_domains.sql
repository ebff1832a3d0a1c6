-- Our own domains: those of people a system lists as staff, and of the addresses of connected mailboxes; at least two people or a mailbox. A free mail
-- provider's domain is nobody's own.
SELECT domain FROM (
    SELECT split_part(k.key, '@', 2) AS domain, count(DISTINCT k.key) AS people
    FROM record AS r
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    JOIN match_key AS k ON k.record_id = r.id AND starts_with(k.key, 'email:')
    WHERE r.kind = 'person' AND r.gone_at IS NULL AND v.fields @> '{"staff": true}'
    GROUP BY 1
    UNION ALL
    SELECT split_part(s.settings->>name, '@', 2), 2
    FROM system AS s CROSS JOIN unnest(ARRAY['username', 'address', 'user']) AS name
    WHERE s.settings->>name LIKE '%%_@_%%.%%'
) AS found
WHERE domain <> '' AND domain <> ALL(%(free_mail)s)
GROUP BY domain
HAVING sum(people) >= 2
ORDER BY sum(people) DESC, domain
