-- Staff who may take something over: those who solved such cases, who own work of that client, the present owner; as one audience may know them.
WITH wanted AS (
    SELECT unnest(%(people)s::bigint[]) AS entity_id
    UNION
    SELECT owner.entity_id FROM (
        SELECT om.entity_id, count(*) AS pieces
        FROM client_of AS c
        JOIN record AS said ON said.id = c.record_id JOIN audience_within AS s ON s.narrow_id = %(audience)s AND s.wide_id = said.audience_id
        JOIN link AS l ON l.record_id = said.id AND l.role = 'owner'
        JOIN member AS om ON om.record_id = l.target_id
        WHERE c.client_id = %(client)s AND c.kind IN ('ticket', 'task')
        GROUP BY om.entity_id ORDER BY pieces DESC, om.entity_id LIMIT 8
    ) AS owner
    UNION
    SELECT * FROM (SELECT entity_id FROM entity WHERE standing = 'staff' AND cardinality(%(people)s::bigint[]) < 2
                   ORDER BY entity_id LIMIT 8) AS anybody
), open AS MATERIALIZED (  -- begun from what is open: from all that somebody ever owned it would grow with the years
    SELECT DISTINCT e.entity_id
    FROM entity AS e JOIN audience_within AS a ON a.narrow_id = %(audience)s AND a.wide_id = e.audience_id
    WHERE e.open AND e.kind IN ('ticket', 'task')
), owned AS MATERIALIZED (
    SELECT om.entity_id, count(DISTINCT m.entity_id) AS pieces
    FROM open AS e
    JOIN member AS m ON m.entity_id = e.entity_id
    JOIN record AS said ON said.id = m.record_id JOIN audience_within AS s ON s.narrow_id = %(audience)s AND s.wide_id = said.audience_id
    JOIN link AS l ON l.record_id = said.id AND l.role = 'owner'
    JOIN member AS om ON om.record_id = l.target_id
    GROUP BY om.entity_id
)
SELECT w.entity_id, p.title, p.golden->>'email', p.golden::text, coalesce(o.pieces, 0)
FROM wanted AS w
JOIN LATERAL (
    SELECT e.title, e.golden, e.standing FROM entity AS e JOIN audience_within AS a ON a.narrow_id = %(audience)s AND a.wide_id = e.audience_id
    WHERE e.entity_id = w.entity_id AND e.kind = 'person' ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS p ON true
LEFT JOIN owned AS o ON o.entity_id = w.entity_id
WHERE p.golden->>'email' <> ''
  AND p.standing = 'staff'
ORDER BY w.entity_id
