-- A person (listed by a system, or mentioned by something that is still there) whose system names no employer works for the client whose
-- domain the address is in. Free-mail domains have no client. Of the client's records a listed one is taken, then one of the same system,
-- then the first by key: never the one that happened to be read first (working_for.sql chooses in the same order).
WITH unemployed AS (
    SELECT b.record_id, b.audience_id, r.system_id, split_part(k.key, '@', 2) AS host
    FROM batch AS b
    JOIN record AS r ON r.id = b.record_id
    JOIN match_key AS k ON k.record_id = b.record_id AND starts_with(k.key, 'email:')
    WHERE b.kind = 'person' AND b.live
      AND NOT EXISTS (SELECT FROM link_wanted AS l WHERE l.record_id = b.record_id AND l.role IN ('employer', 'client'))
      AND (NOT b.mention
           OR b.record_id IN (SELECT target_id FROM link_wanted)
           OR EXISTS (SELECT FROM link AS l WHERE l.target_id = b.record_id AND NOT EXISTS (SELECT FROM batch AS o WHERE o.record_id = l.record_id)))
), domain AS (
    SELECT DISTINCT ON (u.host, u.audience_id, u.system_id) u.host, u.audience_id, u.system_id, c.id AS target
    FROM (SELECT DISTINCT host, audience_id, system_id FROM unemployed) AS u
    JOIN match_key AS k ON k.key = 'domain:' || u.host
    JOIN record AS c ON c.id = k.record_id AND c.kind = 'client' AND c.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = u.audience_id AND w.wide_id = c.audience_id
    ORDER BY u.host, u.audience_id, u.system_id, c.native_key IS NULL, c.system_id <> u.system_id, c.key
)
INSERT INTO link_wanted (record_id, role, target_id, why)
SELECT u.record_id, 'employer', d.target, 'mail address at ' || u.host
FROM unemployed AS u JOIN domain AS d USING (host, audience_id, system_id)
