-- People outside the batch with an address at a domain of a client in it, who by that address should work for another record than they do now
-- (or for one at all), chosen in the order of links_employer.sql.
WITH host AS (
    SELECT DISTINCT substr(d.key, length('domain:') + 1) AS host
    FROM batch AS b JOIN match_key AS d ON d.record_id = b.record_id AND starts_with(d.key, 'domain:')
    WHERE b.kind = 'client'
), near AS MATERIALIZED (
    SELECT k.record_id, m.entity_id, h.host
    FROM host AS h
    JOIN match_key AS k ON split_part(k.key, '@', 2) = h.host AND k.key LIKE 'email:%%'
    CROSS JOIN LATERAL (SELECT entity_id FROM member WHERE member.record_id = k.record_id OFFSET 0) AS m  -- never a walk through all members
    WHERE m.entity_id NOT IN (SELECT entity_id FROM batch WHERE kind = 'person')
), person AS MATERIALIZED (
    -- The count is looked up for each person; as NOT EXISTS it would be a join of everybody with every employer.
    SELECT p.id, n.entity_id, p.audience_id, p.system_id, n.host
    FROM near AS n
    JOIN record AS p ON p.id = n.record_id AND p.kind = 'person' AND p.gone_at IS NULL AND p.version IS NOT NULL
    WHERE (SELECT count(*) FROM link AS l WHERE l.record_id = p.id AND l.role IN ('employer', 'client') AND l.why IS NULL) = 0
), domain AS (
    SELECT DISTINCT ON (u.host, u.audience_id, u.system_id) u.host, u.audience_id, u.system_id, c.id AS target
    FROM (SELECT DISTINCT host, audience_id, system_id FROM person) AS u
    JOIN match_key AS k ON k.key = 'domain:' || u.host
    JOIN record AS c ON c.id = k.record_id AND c.kind = 'client' AND c.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = u.audience_id AND w.wide_id = c.audience_id
    ORDER BY u.host, u.audience_id, u.system_id, c.native_key IS NULL, c.system_id <> u.system_id, c.key
)
SELECT DISTINCT p.entity_id
FROM person AS p
LEFT JOIN domain AS d USING (host, audience_id, system_id)
WHERE d.target IS DISTINCT FROM (SELECT l.target_id FROM link AS l WHERE l.record_id = p.id AND l.role = 'employer' AND l.why = 'mail address at ' || p.host)
