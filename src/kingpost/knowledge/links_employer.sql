-- A person (listed by a system, or mentioned by something that is still there) whose system names no employer works for the client whose domain the address is in. Free-mail domains have no client.
INSERT INTO link_wanted (record_id, role, target_id, why)
SELECT r.id, 'employer', d.target, 'mail address at ' || d.host
FROM record AS r
JOIN match_key AS k ON k.record_id = r.id AND starts_with(k.key, 'email:')
CROSS JOIN LATERAL (
    SELECT min(c.id) AS target, split_part(k.key, '@', 2) AS host
    FROM match_key AS o
    JOIN record AS c ON c.id = o.record_id AND c.kind = 'client' AND c.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = r.audience_id AND w.wide_id = c.audience_id
    WHERE o.key = 'domain:' || split_part(k.key, '@', 2)
) AS d
WHERE r.id = ANY(%(people)s) AND r.gone_at IS NULL AND d.target IS NOT NULL
  AND (r.native_key IS NOT NULL OR EXISTS (SELECT FROM link_wanted AS l WHERE l.target_id = r.id)
       OR EXISTS (SELECT FROM link AS l WHERE l.target_id = r.id AND l.record_id <> ALL(%(records)s)))
  AND NOT EXISTS (SELECT FROM link_wanted AS l WHERE l.record_id = r.id AND l.role IN ('employer', 'client'))
