-- Live answers given about these entities (through any record now in them), when a client last wrote about that thing afterwards, and whether the work is done
-- whose end was waited for.
WITH of AS (
    SELECT record_id, entity_id FROM member WHERE entity_id = ANY(%(entities)s)
    UNION
    SELECT e, e FROM unnest(%(entities)s::bigint[]) AS e
)
SELECT a.id, of.entity_id, a.verdict, a.rules, a.at, coalesce(a.covers, a.at), a.until, a.event, coalesce(cm.entity_id, a.client_id), r.at,
       a.event = 'closes' AND NOT EXISTS (
           SELECT FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id
           WHERE m.record_id = ANY(a.records) AND e.open AND e.kind IN ('ticket', 'task', 'project', 'invoice')) AS done
FROM answer AS a
JOIN of ON of.record_id = ANY(a.records)
LEFT JOIN member AS cm ON cm.record_id = a.client_id
LEFT JOIN LATERAL (
    SELECT max(t.at) AS at
    FROM (SELECT of.record_id UNION
          SELECT l.record_id FROM link AS l WHERE l.target_id = of.record_id AND l.role IN ('thread', 'about', 'ticket')) AS near
    JOIN member AS m ON m.record_id = near.record_id
    JOIN timeline AS t ON t.entity_id = m.entity_id AND t.at > a.at AND t.what IN ('wrote', 'commented', 'reopened')
    WHERE t.actor_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM member AS am JOIN entity AS e ON e.entity_id = am.entity_id
                      WHERE am.record_id = t.actor_id AND e.standing = 'staff')
) AS r ON a.event = 'reply'
WHERE a.undone_at IS NULL AND a.records && ARRAY(SELECT record_id FROM of)
