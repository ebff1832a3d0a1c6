-- Misses since a day that this reader may see, the newest first, each with what showed that it mattered: [[kind, entity, title], …].
SELECT s.id, coalesce(m.entity_id, s.record_id), coalesce(e.kind, 'message'), coalesce(e.title, ''), c.entity_id, coalesce(c.title, ''), s.day, s.came_at, s.why,
       s.showed, s.showed_at, coalesce(u.name, ''),
       (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(x.kind, x.entity_id, x.title)), '[]')
        FROM (SELECT DISTINCT ON (em.entity_id) x.kind, x.entity_id, x.title
              FROM unnest(s.evidence) AS v(record_id) JOIN member AS em ON em.record_id = v.record_id
              JOIN entity AS x ON x.entity_id = em.entity_id AND x.audience_id = ANY(%(seen_by)s)
              ORDER BY em.entity_id, x.records DESC, x.audience_id LIMIT 4) AS x)::text
FROM miss AS s
LEFT JOIN member AS m ON m.record_id = s.record_id
LEFT JOIN LATERAL (SELECT kind, title FROM entity WHERE entity.entity_id = m.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                   ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
LEFT JOIN LATERAL (SELECT n.entity_id, n.title FROM client_of AS o JOIN entity AS n ON n.entity_id = o.client_id AND n.audience_id = ANY(%(seen_by)s)
                   WHERE o.record_id = s.record_id ORDER BY n.records DESC, n.audience_id LIMIT 1) AS c ON true
LEFT JOIN miss_answer AS a ON a.record_id = s.record_id AND a.cause = s.cause AND a.withdrawn_at IS NULL
LEFT JOIN accounts_user AS u ON u.id = a.by_id
WHERE s.day >= %(since)s AND s.audiences <@ %(seen_by)s::bigint[]
ORDER BY s.came_at DESC, s.id
LIMIT 300
