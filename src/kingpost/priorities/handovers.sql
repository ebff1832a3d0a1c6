-- Mails among us of the last weeks that hand something over, in these threads, with nothing written since by the one they went to: one for each audience
-- that may read the thread's first mail.
WITH view AS (
    SELECT e.entity_id, e.audience_id FROM entity AS e WHERE e.entity_id = ANY(%(entities)s) AND e.kind = 'message'
), mail AS (
    SELECT v.entity_id, v.audience_id, r.id, n.valid_from AS at, n.title, n.body, r.system_id
    FROM view AS v
    JOIN member AS m ON m.entity_id = v.entity_id
    CROSS JOIN LATERAL (SELECT m.record_id UNION SELECT l.record_id FROM link AS l WHERE l.target_id = m.record_id AND l.role = 'thread') AS one
    JOIN record AS r ON r.id = one.record_id AND r.kind = 'message' AND r.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = v.audience_id AND w.wide_id = r.audience_id
    JOIN version AS n ON n.record_id = r.id AND n.number = r.version AND n.valid_from > %(recent)s
), given AS (
    SELECT * FROM mail
    WHERE concat_ws(' ', title, body) ~* '\m(hand(ing|ed)? (it |this |that |them |these |everything |all )?over (to you|to)|hand-?over (to|from)|take (it |this |them |these )?over from me|taking (it |this )?over from me|over to you from)\M'
      AND title !~* '^\s*(re|aw|fw|fwd|sv|wg)\s*:'
), who AS (
    SELECT g.entity_id, g.audience_id, g.id, g.at, g.title, g.body, g.system_id, sm.entity_id AS by_id, tm.entity_id AS to_id, st.title AS by_name, tt.title AS to_name,
           count(*) OVER (PARTITION BY g.entity_id, g.audience_id, g.id) AS readers
    FROM given AS g
    JOIN link AS s ON s.record_id = g.id AND s.role = 'sender' JOIN member AS sm ON sm.record_id = s.target_id
    JOIN link AS t ON t.record_id = g.id AND t.role = 'recipient' JOIN member AS tm ON tm.record_id = t.target_id
    CROSS JOIN LATERAL (SELECT e.title FROM entity AS e WHERE e.entity_id = sm.entity_id AND e.standing = 'staff' ORDER BY e.records DESC, e.audience_id LIMIT 1) AS st
    CROSS JOIN LATERAL (SELECT e.title FROM entity AS e WHERE e.entity_id = tm.entity_id AND e.standing = 'staff' ORDER BY e.records DESC, e.audience_id LIMIT 1) AS tt
)
SELECT h.entity_id, h.audience_id, h.title, c.client_id, h.at, h.by_name, h.to_id, h.to_name, left(coalesce(h.body, ''), 400), ARRAY[h.id], y.started_at
FROM who AS h
JOIN system AS y ON y.id = h.system_id
CROSS JOIN LATERAL (SELECT min(k.client_id) AS client_id FROM client_of AS k WHERE k.record_id = h.id) AS c
WHERE h.readers = 1
  AND NOT EXISTS (
      SELECT FROM mail AS l JOIN link AS s ON s.record_id = l.id AND s.role = 'sender' JOIN member AS sm ON sm.record_id = s.target_id
      WHERE l.entity_id = h.entity_id AND l.audience_id = h.audience_id AND l.at > h.at AND sm.entity_id = h.to_id)
ORDER BY h.entity_id, h.audience_id, h.at, h.title, h.to_name, h.id
