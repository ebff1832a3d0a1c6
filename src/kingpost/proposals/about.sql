-- What these flags are about, as each flag's audience may know it: title, fields, owner, and who at the client to speak to.
SELECT f.id, e.title, e.golden::text, o.entity_id, coalesce(o.title, e.golden->>'owner_name', ''),
       coalesce(q.name, r.title, '')
FROM flag AS f
JOIN LATERAL (
    SELECT entity.title, entity.golden, entity.why FROM entity JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = entity.audience_id
    WHERE entity.entity_id = f.entity_id ORDER BY entity.records DESC, entity.audience_id LIMIT 1
) AS e ON true
LEFT JOIN LATERAL (
    SELECT coalesce(pm.entity_id, l.target_id) AS entity_id, p.title
    FROM member AS m JOIN record AS said ON said.id = m.record_id AND said.gone_at IS NULL
    JOIN audience_within AS s ON s.narrow_id = f.audience_id AND s.wide_id = said.audience_id
    JOIN link AS l ON l.record_id = said.id AND l.role = 'owner'
    LEFT JOIN member AS pm ON pm.record_id = l.target_id
    JOIN entity AS p ON p.entity_id = pm.entity_id
    JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = p.audience_id
    WHERE m.entity_id = f.entity_id AND owns(e.golden, e.why, said.id, p.title) IS NOT FALSE
    ORDER BY owns(e.golden, e.why, said.id, p.title), p.records DESC, pm.entity_id LIMIT 1
) AS o ON true
LEFT JOIN LATERAL (
    SELECT s.facts->>'person_name' AS name
    FROM signal AS s JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = s.audience_id
    WHERE s.anchor_id = f.entity_id AND s.part = f.part AND s.closed_at IS NULL AND s.facts ? 'person_name' ORDER BY s.latest DESC, s.id LIMIT 1
) AS q ON true
LEFT JOIN LATERAL (
    SELECT p.title
    FROM member AS m JOIN record AS said ON said.id = m.record_id AND said.gone_at IS NULL
    JOIN audience_within AS s ON s.narrow_id = f.audience_id AND s.wide_id = said.audience_id
    JOIN link AS l ON l.record_id = said.id AND l.role = 'requester'
    JOIN member AS pm ON pm.record_id = l.target_id
    JOIN entity AS p ON p.entity_id = pm.entity_id
    JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = p.audience_id
    WHERE m.entity_id = f.entity_id ORDER BY p.records DESC, pm.entity_id LIMIT 1
) AS r ON true
WHERE f.id = ANY(%(flags)s)
