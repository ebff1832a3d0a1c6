-- People outside the batch with an address at a domain of a client in it, who by that address should work for another record than they do now
-- (or for one at all), chosen in the order of links_employer.sql. Person by person: the plan must not hang on how many there are.
WITH host AS (
    SELECT DISTINCT substr(d.key, length('domain:') + 1) AS host
    FROM batch AS b JOIN match_key AS d ON d.record_id = b.record_id AND starts_with(d.key, 'domain:')
    WHERE b.kind = 'client'
), person AS (
    SELECT p.id, p.audience_id, p.system_id, h.host, m.entity_id
    FROM host AS h
    JOIN match_key AS k ON split_part(k.key, '@', 2) = h.host AND k.key LIKE 'email:%%'
    JOIN record AS p ON p.id = k.record_id AND p.kind = 'person' AND p.gone_at IS NULL AND p.version IS NOT NULL
    JOIN member AS m ON m.record_id = p.id
    WHERE NOT EXISTS (SELECT FROM link AS l WHERE l.record_id = p.id AND l.role IN ('employer', 'client') AND l.why IS NULL)
      AND NOT EXISTS (SELECT FROM batch AS b WHERE b.entity_id = m.entity_id)
)
SELECT DISTINCT p.entity_id
FROM person AS p
WHERE (SELECT l.target_id FROM link AS l WHERE l.record_id = p.id AND l.role = 'employer' AND l.why = 'mail address at ' || p.host)
      IS DISTINCT FROM (
          SELECT c.id
          FROM match_key AS k
          JOIN record AS c ON c.id = k.record_id AND c.kind = 'client' AND c.gone_at IS NULL
          JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = c.audience_id
          WHERE k.key = 'domain:' || p.host
          ORDER BY c.native_key IS NULL, c.system_id <> p.system_id, c.key
          LIMIT 1)
