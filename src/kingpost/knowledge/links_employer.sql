-- A person (listed by a system, or mentioned by something that is still there) whose system names no employer works for the client whose
-- domain the address is in. Free-mail domains have no client.
WITH unemployed AS (
    SELECT b.record_id, b.audience_id, split_part(k.key, '@', 2) AS host
    FROM batch AS b
    JOIN match_key AS k ON k.record_id = b.record_id AND starts_with(k.key, 'email:')
    WHERE b.kind = 'person' AND b.live
      AND NOT EXISTS (SELECT FROM link_wanted AS l WHERE l.record_id = b.record_id AND l.role IN ('employer', 'client'))
      AND (NOT b.mention
           OR b.record_id IN (SELECT target_id FROM link_wanted)
           OR EXISTS (SELECT FROM link AS l WHERE l.target_id = b.record_id AND NOT EXISTS (SELECT FROM batch AS o WHERE o.record_id = l.record_id)))
), domain AS (
    SELECT u.host, u.audience_id, min(c.id) AS target
    FROM (SELECT DISTINCT host, audience_id FROM unemployed) AS u
    JOIN match_key AS k ON k.key = 'domain:' || u.host
    JOIN record AS c ON c.id = k.record_id AND c.kind = 'client' AND c.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = u.audience_id AND w.wide_id = c.audience_id
    GROUP BY u.host, u.audience_id
)
INSERT INTO link_wanted (record_id, role, target_id, why)
SELECT u.record_id, 'employer', d.target, 'mail address at ' || u.host
FROM unemployed AS u JOIN domain AS d USING (host, audience_id)
