-- What came in between two moments (or was learned then) and was not shown by the second: each thing once for each audience, with how and why.
-- Shown is what was in an open flag, or in one that was settled, at the end or in between; how it was before counts, not what came of it since.
WITH standing AS MATERIALIZED (
    SELECT f.id, f.anchor_id, f.entity_id, f.audience_id, f.evidence, f.opened_at, f.closed_at, f.closed_why, f.score, f.before_start,
           CASE WHEN f.closed_at > %(closes)s THEN 'open' ELSE coalesce(nullif(f.closed_why, ''), 'open') END AS state
    FROM flag AS f
    WHERE f.opened_at <= %(closes)s AND f.closed_why <> 'joined'
      AND (f.closed_at IS NULL OR f.closed_at > %(opens)s OR f.closed_why IN ('not_related', 'wrong_client')
           OR f.closed_why = 'snoozed' AND EXISTS (  -- until its end, or with none named as long as something stands put aside
               SELECT FROM answer AS a WHERE a.flag_id = f.id AND a.verdict = 'snoozed' AND a.undone_at IS NULL
               AND (a.until > %(opens)s OR a.until IS NULL AND EXISTS (SELECT FROM signal AS s WHERE s.anchor_id = f.entity_id AND s.answer_id = a.id AND s.closed_at IS NULL))))
), concern AS MATERIALIZED (
    SELECT f.id, m.entity_id FROM standing AS f CROSS JOIN LATERAL unnest(f.evidence) AS e(record_id) JOIN member AS m ON m.record_id = e.record_id
    UNION
    SELECT f.id, f.entity_id FROM standing AS f
    UNION
    SELECT f.id, lm.entity_id
    FROM standing AS f JOIN member AS m ON m.entity_id = f.entity_id
    JOIN link AS l ON l.target_id = m.record_id AND l.role IN ('about', 'ticket', 'thread')
    JOIN member AS lm ON lm.record_id = l.record_id
), settled AS (
    SELECT c.entity_id, bool_or(f.state NOT IN ('snoozed', 'not_related', 'wrong_client')) AS shown, bool_or(f.state = 'snoozed') AS snoozed, max(f.id) AS flag_id
    FROM concern AS c JOIN standing AS f USING (id) GROUP BY c.entity_id
), came AS (
    SELECT DISTINCT ON (t.entity_id, t.audience_id) t.entity_id, t.record_id, t.audience_id, t.kind, t.actor_id, t.at, nullif(t.client_id, 0) AS client_id
    FROM timeline AS t
    JOIN version AS first ON first.record_id = t.record_id AND first.number = 1
    JOIN record AS r ON r.id = t.record_id
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    WHERE t.at > %(opens)s::timestamptz - interval '2 days' AND t.at <= %(closes)s AND greatest(t.at, first.learned) > %(opens)s
      AND first.learned <= %(closes)s AND v.writeback IS NULL
    ORDER BY t.entity_id, t.audience_id, t.at, t.client_id DESC, t.record_id, t.number
), ranked AS (
    SELECT f.*, (SELECT count(*) FROM standing AS o JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = o.audience_id
                 WHERE o.state = 'open' AND NOT o.before_start AND (o.score, -o.id) > (f.score, -f.id)) AS above
    FROM standing AS f WHERE f.state = 'open' AND NOT f.before_start AND f.opened_at > %(opens)s
)
SELECT c.record_id, c.audience_id,
       CASE WHEN s.snoozed THEN 'snoozed' WHEN s.entity_id IS NOT NULL THEN 'not_related'
            WHEN EXISTS (SELECT FROM signal AS g WHERE g.entity_id = c.entity_id AND NOT g.opens AND g.closed_at IS NULL AND g.seen_at <= %(closes)s) THEN 'noticed'
            ELSE 'not_shown' END,
       CASE WHEN s.snoozed THEN 'put aside by somebody'
            WHEN s.entity_id IS NOT NULL THEN 'somebody said it does not belong there'
            WHEN e.golden->>'bulk' = 'true' THEN 'sent to many'
            WHEN e.golden->>'automatic' = 'true' THEN 'written by a system'
            WHEN EXISTS (SELECT FROM member AS um JOIN signal AS u ON u.evidence @> ARRAY[um.record_id] AND u.closed_at IS NULL WHERE um.entity_id = c.entity_id
                         AND u.rule = 'unheard' AND NOT u.opens AND u.audience_id = c.audience_id) THEN 'unlike all before it, but more came that day than are shown'
            WHEN a.ours THEN 'done by us'
            WHEN c.kind = 'message' AND coalesce(n.standing, '') <> 'client' THEN 'from nobody we work for'
            ELSE 'in order: no rule found anything in it' END,
       c.at, s.flag_id, c.entity_id
FROM came AS c
LEFT JOIN settled AS s USING (entity_id)
LEFT JOIN entity AS e ON e.entity_id = c.entity_id AND e.audience_id = c.audience_id
LEFT JOIN LATERAL (SELECT standing FROM entity WHERE entity.entity_id = c.client_id ORDER BY records DESC, audience_id LIMIT 1) AS n ON true
LEFT JOIN LATERAL (
    SELECT p.standing = 'staff' AS ours FROM member AS m JOIN entity AS p ON p.entity_id = m.entity_id
    WHERE m.record_id = c.actor_id ORDER BY p.records DESC, p.audience_id LIMIT 1
) AS a ON true
WHERE s.shown IS NOT TRUE
UNION ALL
SELECT r.anchor_id, r.audience_id, 'low', 'it stood below what Today shows', r.opened_at, r.id, r.entity_id FROM ranked AS r WHERE r.above >= %(cut)s
ORDER BY 1, 2, 3
