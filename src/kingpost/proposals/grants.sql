-- Where writing is on, as each of these audiences may be offered it: in systems all its people may see, oldest grant first.
SELECT w.narrow_id, g.system_id, s.title, g.kind, g.place
FROM write_grant AS g
JOIN system AS s ON s.id = g.system_id AND s.paused_at IS NULL
JOIN audience_within AS w ON w.wide_id = s.audience_id AND w.narrow_id = ANY(%(audiences)s)
WHERE g.withdrawn_at IS NULL
ORDER BY g.id
