-- What clients said on these open tickets since we last answered in public, it was called done or it came back, the oldest first: one row for each word and audience that sees
-- it. A word is the opening or a public comment of somebody who is not one of us; what one of us says there is an answer, whatever the system calls it.
WITH line AS (
    SELECT t.entity_id, t.record_id, t.number, t.audience_id, t.at, t.what, t.text, t.actor_id, a.entity_id AS person_id,
           t.what = 'answered' OR EXISTS (SELECT FROM entity AS s WHERE s.entity_id = a.entity_id AND s.standing = 'staff') AS ours
    FROM timeline AS t
    LEFT JOIN member AS a ON a.record_id = t.actor_id
    WHERE t.entity_id = ANY(%(tickets)s) AND t.what IN ('opened', 'commented', 'answered', 'resolved', 'closed', 'reopened') AND t.text NOT LIKE 'noted %%'
), since AS (
    SELECT entity_id, greatest(max(at) FILTER (WHERE (ours AND what <> 'reopened') OR what IN ('resolved', 'closed')),
                               max(at) FILTER (WHERE what = 'reopened') - interval '1 microsecond') AS at  -- what is said with it counts
    FROM line GROUP BY entity_id
), word AS (  -- a line stands on the timeline once for each client it concerns
    SELECT DISTINCT e.entity_id, e.audience_id, l.record_id, l.number, l.at, l.what, l.text, l.actor_id, l.person_id
    FROM line AS l
    JOIN since AS s USING (entity_id)
    JOIN entity AS e ON e.entity_id = l.entity_id AND e.kind = 'ticket' AND e.open
    JOIN audience_within AS w ON w.narrow_id = e.audience_id AND w.wide_id = l.audience_id
    WHERE l.what IN ('opened', 'commented') AND NOT l.ours AND l.at > coalesce(s.at, '-infinity')
)
SELECT d.entity_id, d.audience_id, d.at, d.what = 'opened', d.text, d.actor_id IS NOT NULL, d.person_id, coalesce(p.title, ''), coalesce(p.post, '')
FROM word AS d
LEFT JOIN LATERAL (
    SELECT e.title, e.golden->>'title' AS post
    FROM entity AS e JOIN audience_within AS w ON w.narrow_id = d.audience_id AND w.wide_id = e.audience_id
    WHERE e.entity_id = d.person_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS p ON true
ORDER BY d.entity_id, d.audience_id, d.at, d.record_id, d.number
