-- The systems' own records of what these flags are about, that each flag's audience may see.
SELECT f.id, r.id, s.id, s.title, r.kind, r.remote_id
FROM flag AS f
JOIN member AS m ON m.entity_id = f.entity_id
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.native_key IS NOT NULL
JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = r.audience_id
JOIN system AS s ON s.id = r.system_id
WHERE f.id = ANY(%(flags)s)
ORDER BY f.id, r.id
