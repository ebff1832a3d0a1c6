-- What belongs to a client, each thing once, by records the reader may see; what is worked on with its owner.
-- Asked for as "asked": approvals that wait, or whose places differ, in the same shape; their
-- owner is who was asked. Asked for as "group": the clients a system says it is part of ("part of"), or that are part of it ("has"), in that shape too.
WITH mine AS (
    SELECT m.entity_id, min(c.record_id) AS record
    FROM client_of AS c
    JOIN record AS r ON r.id = c.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN member AS m ON m.record_id = r.id
    WHERE c.client_id = %(client)s AND c.kind = ANY(%(kinds)s)
    GROUP BY m.entity_id
), shown AS (
    SELECT DISTINCT ON (e.entity_id) e.entity_id, e.kind, e.title, e.golden, e.why, e.open, e.due, e.at, mine.record
    FROM mine
    JOIN entity AS e ON e.entity_id = mine.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE NOT %(only_open)s OR e.open
    ORDER BY e.entity_id, e.records DESC, e.audience_id
), picked AS (  -- so many of each kind: what is long paid, or has no date, leaves room for the rest
    SELECT * FROM (SELECT shown.*, row_number() OVER (PARTITION BY kind ORDER BY open IS FALSE, due NULLS LAST, at DESC NULLS LAST, entity_id) AS place FROM shown) AS s
    WHERE s.place <= %(limit)s
), asked AS (
    SELECT DISTINCT ON (a.entity_id) a.*
    FROM approval AS a
    WHERE 'asked' = ANY(%(kinds)s) AND a.audience_id = ANY(%(seen_by)s)
      AND a.entity_id IN (SELECT m.entity_id FROM client_of AS c JOIN record AS r ON r.id = c.record_id AND r.audience_id = ANY(%(seen_by)s)
                          JOIN member AS m ON m.record_id = r.id JOIN approval AS b ON b.entity_id = m.entity_id
                          WHERE c.client_id = %(client)s)
    ORDER BY a.entity_id, a.places DESC, a.audience_id
)
SELECT * FROM (
SELECT p.entity_id, p.kind, p.title, p.golden::text, p.open, p.due, p.at, coalesce(o.title, p.golden->>'owner_name', ''), o.entity_id AS owner_id, p.record
FROM picked AS p
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
    JOIN member AS om ON om.record_id = l.target_id
    JOIN entity AS e ON e.entity_id = om.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE p.kind IN ('project', 'ticket', 'task') AND m.entity_id = p.entity_id AND owns(p.golden, p.why, r.id, e.title) IS NOT FALSE
    ORDER BY owns(p.golden, p.why, r.id, e.title), e.records DESC, e.entity_id, e.audience_id LIMIT 1
) AS o ON true
UNION ALL
SELECT a.entity_id, 'asked', a.what, jsonb_build_object('state', a.state, 'differs', a.differs)::text, a.state = 'asked', NULL, a.asked_at,
       coalesce(o.title, a.asked_of_name), o.entity_id, a.record_id
FROM asked AS a
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.record_id = a.asked_of_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS o ON true
WHERE a.state = 'asked' OR a.differs
UNION ALL
SELECT DISTINCT ON (e.entity_id) e.entity_id, g.way, e.title, '{}', NULL::boolean, NULL, NULL::timestamptz, '', NULL::bigint, g.record
FROM (
    SELECT o.entity_id, 'part of' AS way, l.target_id AS record
    FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS l ON l.record_id = r.id AND l.role = 'parent' JOIN member AS o ON o.record_id = l.target_id
    WHERE 'group' = ANY(%(kinds)s) AND m.entity_id = %(client)s AND o.entity_id <> %(client)s
    UNION ALL
    SELECT o.entity_id, 'has', l.record_id
    FROM member AS m JOIN link AS l ON l.target_id = m.record_id AND l.role = 'parent'
    JOIN record AS r ON r.id = l.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN member AS o ON o.record_id = r.id
    WHERE 'group' = ANY(%(kinds)s) AND m.entity_id = %(client)s AND o.entity_id <> %(client)s
) AS g
JOIN entity AS e ON e.entity_id = g.entity_id AND e.kind = 'client' AND e.audience_id = ANY(%(seen_by)s)
) AS p
ORDER BY p.due NULLS LAST, p.at DESC NULLS LAST, p.entity_id
