-- These things as what a question may be about, with their client and their number in its system.
SELECT s.entity_id, s.kind, s.title, coalesce(c.title, ''), c.entity_id, s.open, s.at, coalesce(n.number, '')
FROM (SELECT DISTINCT ON (e.entity_id) e.entity_id, e.kind, e.title, e.open, e.at, e.golden FROM entity AS e
      WHERE e.entity_id = ANY(%(things)s::bigint[]) AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.entity_id, e.records DESC, e.audience_id) AS s
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN client_of AS k ON k.record_id = r.id JOIN entity AS e ON e.entity_id = k.client_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE s.kind <> 'client' AND m.entity_id = s.entity_id ORDER BY e.records DESC, e.title, e.entity_id LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN r.kind = 'invoice' THEN coalesce(s.golden->>'number', r.remote_id) ELSE r.remote_id END AS number
    FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = s.entity_id AND s.kind IN ('ticket', 'task', 'project', 'invoice') ORDER BY r.key LIMIT 1
) AS n ON true
