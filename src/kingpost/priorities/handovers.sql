-- Mails among us of the last weeks that may hand something over (the words decide: handover_words.py), in these threads, with nothing written since by any of
-- those they went to, five at most: one for each audience that may read the thread's first mail, with the readers and their names.
WITH view AS (
    SELECT e.entity_id, e.audience_id FROM entity AS e WHERE e.entity_id = ANY(%(entities)s) AND e.kind = 'message'
      AND NOT EXISTS (  -- an answer is looked at with the first mail of its thread, where that is here
          SELECT FROM member AS m JOIN link AS l ON l.record_id = m.record_id AND l.role = 'thread' JOIN member AS root ON root.record_id = l.target_id
          WHERE m.entity_id = e.entity_id AND root.entity_id <> e.entity_id)
), mail AS (
    SELECT v.entity_id, v.audience_id, r.id, n.valid_from AS at, n.title, n.body, r.system_id, coalesce(n.fields->>'automatic' = 'true' OR n.fields->>'bulk' = 'true', false) AS machine
    FROM view AS v
    JOIN member AS m ON m.entity_id = v.entity_id
    CROSS JOIN LATERAL (SELECT m.record_id UNION SELECT l.record_id FROM link AS l WHERE l.target_id = m.record_id AND l.role = 'thread') AS one
    JOIN record AS r ON r.id = one.record_id AND r.kind = 'message' AND r.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = v.audience_id AND w.wide_id = r.audience_id
    JOIN version AS n ON n.record_id = r.id AND n.number = r.version AND n.valid_from > %(recent)s
), given AS (
    SELECT * FROM mail WHERE NOT machine AND concat_ws(' ', title, body) ~* %(maybe)s
), reader AS (
    SELECT g.entity_id, g.audience_id, g.id, array_agg(k.entity_id ORDER BY k.title, k.entity_id) AS to_ids, array_agg(k.title ORDER BY k.title, k.entity_id) AS to_names
    FROM given AS g
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (e.entity_id) e.entity_id, e.title
        FROM link AS t JOIN member AS tm ON tm.record_id = t.target_id JOIN entity AS e ON e.entity_id = tm.entity_id AND e.standing = 'staff'
        WHERE t.record_id = g.id AND t.role = 'recipient'
          AND NOT EXISTS (SELECT FROM link AS s JOIN member AS sm ON sm.record_id = s.target_id WHERE s.record_id = g.id AND s.role = 'sender' AND sm.entity_id = e.entity_id)
        ORDER BY e.entity_id, e.records DESC, e.audience_id
    ) AS k
    GROUP BY g.entity_id, g.audience_id, g.id
)
SELECT g.entity_id, g.audience_id, g.title, c.client_id, g.at, b.title, r.to_ids, r.to_names, left(coalesce(g.body, ''), 20000), ARRAY[g.id], y.started_at
FROM given AS g
JOIN reader AS r USING (entity_id, audience_id, id)
JOIN system AS y ON y.id = g.system_id
JOIN LATERAL (
    SELECT e.title
    FROM link AS s JOIN member AS sm ON sm.record_id = s.target_id JOIN entity AS e ON e.entity_id = sm.entity_id AND e.standing = 'staff'
    WHERE s.record_id = g.id AND s.role = 'sender' ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS b ON true
CROSS JOIN LATERAL (SELECT min(k.client_id) AS client_id FROM client_of AS k WHERE k.record_id = g.id) AS c
WHERE cardinality(r.to_ids) <= 5
  AND NOT EXISTS (
      SELECT FROM mail AS l JOIN link AS s ON s.record_id = l.id AND s.role = 'sender' JOIN member AS sm ON sm.record_id = s.target_id
      WHERE l.entity_id = g.entity_id AND l.audience_id = g.audience_id AND l.at > g.at AND sm.entity_id = ANY(r.to_ids))
ORDER BY g.entity_id, g.audience_id, g.at, g.title, g.id
