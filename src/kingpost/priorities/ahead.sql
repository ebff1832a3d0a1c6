-- Meetings with a client in the next days, at their next time, as each audience may know them: whether anything is written in them, and what we promised
-- that client, is due by the end of that day and is not delivered.
WITH view AS (
    SELECT e.entity_id, e.audience_id, e.title FROM entity AS e WHERE e.entity_id = ANY(%(entities)s) AND e.kind = 'meeting'
), next AS (
    SELECT v.entity_id, v.audience_id, v.title, min(o.starts_at) AS starts_at, min(c.client_id) AS client_id,
           bool_or(length(coalesce(n.body, '')) > 0) AS prepared, array_agg(DISTINCT r.id) AS records, min(s.started_at) AS started_at
    FROM view AS v
    JOIN member AS m ON m.entity_id = v.entity_id
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = v.audience_id AND w.wide_id = r.audience_id
    JOIN system AS s ON s.id = r.system_id
    JOIN version AS n ON n.record_id = r.id AND n.number = r.version
    JOIN occurrence AS o ON o.record_id = r.id AND o.starts_at > %(now)s AND o.starts_at < %(soon)s AND NOT o.all_day
    JOIN client_of AS c ON c.record_id = r.id
    WHERE EXISTS (SELECT FROM link AS l JOIN client_of AS p ON p.record_id = l.target_id AND p.client_id = c.client_id AND p.kind = 'person'
                  WHERE l.record_id = r.id AND l.role IN ('attendee', 'organiser'))
    GROUP BY v.entity_id, v.audience_id, v.title
)
SELECT n.entity_id, n.audience_id, n.title, n.client_id, k.title, n.starts_at, n.prepared, coalesce(p.what, '{}'), coalesce(p.due, '{}'),
       n.records || coalesce(p.records, '{}'), n.started_at
FROM next AS n
JOIN LATERAL (
    SELECT e.title FROM entity AS e JOIN audience_within AS w ON w.narrow_id = n.audience_id AND w.wide_id = e.audience_id
    WHERE e.entity_id = n.client_id AND e.standing = 'client' ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS k ON true
LEFT JOIN LATERAL (
    SELECT array_agg(p.what ORDER BY p.due_at, p.key) AS what, array_agg(p.due_at ORDER BY p.due_at, p.key) AS due,
           array_agg(p.record_id ORDER BY p.due_at, p.key) AS records
    FROM promise AS p JOIN audience_within AS w ON w.narrow_id = n.audience_id AND w.wide_id = p.audience_id
    WHERE p.client_id = n.client_id AND p.ours AND p.superseded_by IS NULL AND p.verdict NOT IN ('dismissed', 'delivered')
      AND p.due_at > %(now)s::timestamptz - interval '14 days' AND p.due_at <= (date_trunc('day', n.starts_at AT TIME ZONE %(zone)s) + interval '1 day') AT TIME ZONE %(zone)s
      AND NOT EXISTS (SELECT FROM promise_evidence AS e JOIN audience_within AS v ON v.narrow_id = n.audience_id AND v.wide_id = e.audience_id
                      WHERE e.key = p.key AND e.kind IN ('delivered', 'confirmed'))
) AS p ON true
ORDER BY n.entity_id, n.audience_id
