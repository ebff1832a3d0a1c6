-- Those of us, as each audience may know them, by one record of theirs: a listed one first, then the first by key.
SELECT DISTINCT ON (w.narrow_id, e.entity_id) w.narrow_id, e.entity_id, t.id, e.title, lower(coalesce(e.golden->>'email', ''))
FROM entity AS e
JOIN audience_within AS w ON w.wide_id = e.audience_id AND w.narrow_id = ANY(%(audiences)s::bigint[])
CROSS JOIN LATERAL (
    SELECT r.id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.version IS NOT NULL
    JOIN audience_within AS a ON a.narrow_id = w.narrow_id AND a.wide_id = r.audience_id
    WHERE m.entity_id = e.entity_id
    ORDER BY r.native_key IS NULL, r.key LIMIT 1
) AS t
WHERE e.standing = 'staff' AND e.kind = 'person'
ORDER BY w.narrow_id, e.entity_id, e.records DESC, e.audience_id
