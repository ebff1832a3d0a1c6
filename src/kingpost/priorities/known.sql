-- Who of us dealt with these clients since a moment, as each audience may know it, the latest first: the newest 150 lines of each timeline tell. With when
-- somebody else last did, where it is one person alone.
WITH view AS MATERIALIZED (
    SELECT e.entity_id, e.audience_id, e.title, x.records, x.started_at,
           coalesce((%(own_recent)s::timestamptz[])[array_position(%(own)s::bigint[], e.entity_id)], %(recent)s) AS recent
    FROM entity AS e
    CROSS JOIN LATERAL (
        SELECT array_agg(r.id ORDER BY r.id) AS records, min(s.started_at) AS started_at
        FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
        JOIN audience_within AS w ON w.narrow_id = e.audience_id AND w.wide_id = r.audience_id
        JOIN system AS s ON s.id = r.system_id
        WHERE m.entity_id = e.entity_id
    ) AS x
    WHERE e.entity_id = ANY(%(entities)s) AND e.kind = 'client' AND e.standing = 'client' AND x.records IS NOT NULL
), actor AS MATERIALIZED (  -- the few who acted, before each is looked up
    SELECT v.entity_id, v.audience_id, t.actor_id, max(t.at) AS last, count(*) AS times
    FROM view AS v
    CROSS JOIN LATERAL (
        SELECT timeline.at, timeline.actor_id FROM timeline
        JOIN audience_within AS w ON w.narrow_id = v.audience_id AND w.wide_id = timeline.audience_id
        WHERE timeline.client_id = v.entity_id AND timeline.at > v.recent AND timeline.at <= %(now)s AND timeline.actor_id IS NOT NULL
        ORDER BY timeline.at DESC FETCH FIRST 150 ROWS WITH TIES
    ) AS t
    GROUP BY v.entity_id, v.audience_id, t.actor_id
), person AS (
    SELECT a.entity_id, a.audience_id, s.entity_id AS person, max(a.last) AS last, sum(a.times)::bigint AS times,
           count(*) OVER (PARTITION BY a.entity_id, a.audience_id) AS people
    FROM actor AS a
    JOIN member AS m ON m.record_id = a.actor_id
    CROSS JOIN LATERAL (SELECT entity_id FROM entity WHERE entity_id = m.entity_id AND standing = 'staff' LIMIT 1) AS s
    GROUP BY a.entity_id, a.audience_id, s.entity_id
)
SELECT v.entity_id, v.audience_id, v.title, p.person, coalesce(n.title, ''), p.last, p.times, o.at, v.records, v.started_at
FROM view AS v
JOIN person AS p USING (entity_id, audience_id)
LEFT JOIN LATERAL (
    SELECT e.title FROM entity AS e JOIN audience_within AS w ON w.narrow_id = v.audience_id AND w.wide_id = e.audience_id
    WHERE e.entity_id = p.person ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS n ON true
LEFT JOIN LATERAL (
    SELECT t.at FROM timeline AS t
    JOIN audience_within AS w ON w.narrow_id = v.audience_id AND w.wide_id = t.audience_id
    JOIN member AS m ON m.record_id = t.actor_id AND m.entity_id <> p.person
    WHERE p.people = 1  -- said here, not of the join: then it is not looked up for the others
      AND t.client_id = v.entity_id AND t.at <= v.recent AND EXISTS (SELECT FROM entity AS e WHERE e.entity_id = m.entity_id AND e.standing = 'staff')
    ORDER BY t.at DESC LIMIT 1
) AS o ON true
ORDER BY v.entity_id, v.audience_id, p.last DESC, p.person
