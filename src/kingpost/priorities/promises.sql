-- Live promises with a due date made in these entities, as each promise's own audience may know them: with whether that audience sees it kept, the
-- audiences that see more and know it was, and who owns it. Dismissed, superseded and settled ones are left out.
SELECT p.key::text, p.entity_id, p.audience_id, p.client_id, p.ours, p.what, p.words, p.said_at, p.due_at, array_agg(DISTINCT r.id), min(s.started_at),
       x.kept, x.knowing, x.late, coalesce(nullif(p.by_name, ''), b.title, ''), b.entity_id, coalesce(o.title, ''),
       coalesce(t.title, '')
FROM promise AS p
JOIN record AS r ON r.id = p.record_id
JOIN system AS s ON s.id = r.system_id
CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(e.kind IN ('delivered', 'confirmed') AND w.wide_id IS NOT NULL), false) AS kept,
           coalesce(array_agg(DISTINCT e.audience_id) FILTER (WHERE e.kind IN ('delivered', 'confirmed') AND w.wide_id IS NULL), '{}') AS knowing,
           min(e.why) FILTER (WHERE e.kind = 'late' AND w.wide_id IS NOT NULL) AS late
    FROM promise_evidence AS e LEFT JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = e.audience_id
    WHERE e.key = p.key
) AS x
LEFT JOIN LATERAL (
    SELECT m.entity_id, e.title FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id
    JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = e.audience_id
    WHERE m.record_id = p.by_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS b ON true
LEFT JOIN LATERAL (
    SELECT e.title FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id
    JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = e.audience_id
    WHERE m.record_id = p.to_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS o ON true
LEFT JOIN LATERAL (
    SELECT e.title FROM entity AS e JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = e.audience_id
    WHERE e.entity_id = p.entity_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS t ON true
WHERE p.entity_id = ANY(%(entities)s) AND p.due_at > %(recent)s AND p.verdict NOT IN ('dismissed', 'delivered')
  AND NOT EXISTS (SELECT FROM promise AS n JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = n.audience_id WHERE n.key = p.superseded_by)
GROUP BY p.key, x.kept, x.knowing, x.late, b.title, b.entity_id, o.title, t.title
ORDER BY p.key
