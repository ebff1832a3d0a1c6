-- Guesses nobody has answered yet, newest first, as one reader may know them: their message still says it, and nothing else was found in these words.
SELECT g.id, g.record_id, g.words, g.ours, g.due_on, g.said_at, m.entity_id, coalesce(t.title, ''), coalesce(c.client_id, 0), coalesce(k.title, ''),
       coalesce(s.title, '')
FROM promise_guess AS g
JOIN record AS r ON r.id = g.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND md5(v.body) = g.digest
JOIN member AS m ON m.record_id = r.id
LEFT JOIN LATERAL (SELECT min(o.client_id) AS client_id FROM client_of AS o WHERE o.record_id = r.id) AS c ON true
LEFT JOIN LATERAL (SELECT e.title FROM entity AS e WHERE e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1) AS t ON true
LEFT JOIN LATERAL (SELECT e.title FROM entity AS e WHERE e.entity_id = c.client_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1) AS k ON true
LEFT JOIN LATERAL (
    SELECT e.title FROM link AS l JOIN member AS sm ON sm.record_id = l.target_id JOIN entity AS e ON e.entity_id = sm.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE l.record_id = r.id AND l.role = 'sender' ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS s ON true
WHERE (%(id)s::bigint IS NULL OR g.id = %(id)s)
  AND NOT EXISTS (SELECT FROM promise_ruling AS p WHERE p.record_id = g.record_id AND p.words = g.words AND p.withdrawn_at IS NULL)
  AND NOT EXISTS (SELECT FROM promise AS p WHERE p.record_id = g.record_id AND p.place[1] < g.place[2] AND g.place[1] < p.place[2])
ORDER BY g.said_at DESC, g.id
LIMIT %(limit)s
