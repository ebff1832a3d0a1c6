-- The project of each thing as a reader may know it: one its system names, unless a person said that it belongs to none, else the link we hold.
WITH mine AS (
    SELECT m.entity_id, r.id FROM unnest(%(entities)s::bigint[]) AS a(entity_id) JOIN member AS m USING (entity_id)
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
), found AS (
    SELECT mine.entity_id, l.target_id AS project_id, 'said' AS via, 100::float8 AS score, 'its own system says so' AS why, 0 AS rank
    FROM mine JOIN link AS l ON l.record_id = mine.id AND l.role = 'project' AND l.why IS NULL
    WHERE (SELECT c.project_id IS NULL FROM mine AS own JOIN project_correction AS c ON c.record_id = own.id AND c.withdrawn_at IS NULL
           WHERE own.entity_id = mine.entity_id ORDER BY c.id DESC LIMIT 1) IS NOT TRUE
    UNION ALL
    SELECT mine.entity_id, k.project_id, k.via, k.score, k.why, 1 FROM mine JOIN project_link AS k ON k.record_id = mine.id
)
SELECT DISTINCT ON (f.entity_id) f.entity_id, p.entity_id, p.title, f.via, f.score, f.why
FROM found AS f
JOIN record AS pr ON pr.id = f.project_id
JOIN member AS pm ON pm.record_id = pr.id
JOIN LATERAL (SELECT e.entity_id, e.title FROM entity AS e WHERE e.entity_id = pm.entity_id AND e.kind = 'project' AND e.audience_id = ANY(%(seen_by)s)
              ORDER BY e.records DESC, e.audience_id LIMIT 1) AS p ON true
ORDER BY f.entity_id, f.via = 'person' DESC, f.rank, f.score DESC, pr.key
