-- Whom each visible record of a thing points at as its owner, by the name the reader may know: the latest word first.
SELECT r.id, s.title, r.remote_id, e.title, v.valid_from, v.learned, v.url
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS s ON s.id = r.system_id
JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
JOIN member AS om ON om.record_id = l.target_id
JOIN LATERAL (SELECT e.title FROM entity AS e WHERE e.entity_id = om.entity_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1) AS e ON true
WHERE m.entity_id = %(entity)s
ORDER BY v.valid_from DESC NULLS LAST, r.key
