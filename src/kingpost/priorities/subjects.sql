-- Open tickets, tasks, invoices and projects among these entities, once for each audience, with client, owner and the evidence that audience may see.
WITH asked AS (
    SELECT e.entity_id, e.audience_id, e.kind, e.title, e.golden, e.why, e.at, e.due
    FROM entity AS e
    WHERE e.entity_id = ANY(%(entities)s) AND e.open AND e.kind IN ('ticket', 'task', 'invoice', 'project')
), evidence AS (
    SELECT a.entity_id, a.audience_id, array_agg(r.id ORDER BY r.id) AS records, min(r.remote_id) FILTER (WHERE r.native_key IS NOT NULL) AS remote_id,
           min(s.started_at) AS started_at
    FROM asked AS a
    JOIN member AS m ON m.entity_id = a.entity_id
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.version IS NOT NULL
    JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = r.audience_id
    JOIN system AS s ON s.id = r.system_id
    GROUP BY a.entity_id, a.audience_id
)
SELECT a.entity_id, a.audience_id, a.kind, a.title, a.golden::text, a.at, a.due, coalesce(x.remote_id, ''), c.client_id, o.entity_id,
       coalesce(o.title, a.golden->>'owner_name', ''), x.records, x.started_at, t.turned, g.project_id, coalesce(o.golden, '{}')::text
FROM asked AS a
JOIN evidence AS x USING (entity_id, audience_id)
LEFT JOIN LATERAL (SELECT min(client_of.client_id) AS client_id FROM client_of WHERE client_of.record_id = ANY(x.records)) AS c ON true
LEFT JOIN LATERAL (
    SELECT coalesce(m.entity_id, p.id) AS entity_id, e.title, e.golden
    FROM link AS l
    JOIN record AS p ON p.id = l.target_id
    LEFT JOIN member AS m ON m.record_id = p.id
    LEFT JOIN LATERAL (
        SELECT entity.title, entity.golden, entity.records FROM entity JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = entity.audience_id
        WHERE entity.entity_id = m.entity_id ORDER BY entity.records DESC, entity.audience_id LIMIT 1
    ) AS e ON true
    WHERE l.record_id = ANY(x.records) AND l.role = 'owner' AND owns(a.golden, a.why, l.record_id, e.title) IS NOT FALSE
    ORDER BY owns(a.golden, a.why, l.record_id, e.title), e.records DESC NULLS LAST, p.id LIMIT 1
) AS o ON true
LEFT JOIN LATERAL (
    SELECT max(timeline.at) AS turned FROM timeline
    WHERE timeline.entity_id = a.entity_id AND timeline.what IN ('escalated', 'reopened') AND timeline.record_id = ANY(x.records)
) AS t ON a.kind = 'ticket'
LEFT JOIN LATERAL (
    SELECT min(p.entity_id) AS project_id
    FROM link AS l JOIN member AS pm ON pm.record_id = l.target_id
    JOIN entity AS p ON p.entity_id = pm.entity_id AND p.kind = 'project'
    JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = p.audience_id
    WHERE l.record_id = ANY(x.records) AND l.role = 'project'
) AS g ON a.kind = 'task'
