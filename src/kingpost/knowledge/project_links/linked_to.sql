-- What belongs to a project by a link of ours, each thing once, newest first.
WITH found AS (
    SELECT DISTINCT ON (t.entity_id) t.entity_id, k.at, k.via, k.why
    FROM member AS m
    JOIN project_link AS k ON k.project_id = m.record_id
    JOIN record AS r ON r.id = k.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN member AS t ON t.record_id = r.id
    WHERE m.entity_id = %(project)s
    ORDER BY t.entity_id, k.score DESC, r.key
)
SELECT f.entity_id, e.kind, e.title, f.at, f.via, f.why
FROM (SELECT * FROM found ORDER BY at DESC NULLS LAST, entity_id LIMIT %(limit)s) AS f
JOIN LATERAL (SELECT kind, title FROM entity WHERE entity.entity_id = f.entity_id AND entity.audience_id = ANY(%(seen_by)s)
              ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
ORDER BY f.at DESC NULLS LAST, f.entity_id
