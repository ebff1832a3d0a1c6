-- What was due on one day: what stood open and due then when the day began, and what is open and due then now. Each thing once, as the reader may see it.
-- A thing that several systems keep was due that day when all of them said so; where they did not, ``was`` is null: it cannot be said.
WITH touched AS MATERIALIZED (
    SELECT m.entity_id FROM version AS v JOIN member AS m ON m.record_id = v.record_id WHERE v.number > 1 AND v.learned >= %(start)s AND v.learned <= %(now)s
    UNION
    SELECT m.entity_id FROM record AS r JOIN member AS m ON m.record_id = r.id WHERE r.gone_at >= %(start)s
), stood AS MATERIALIZED (
    SELECT t.entity_id, bool_and(v.due > %(start)s AND v.due <= %(end)s) FILTER (WHERE v.due IS NOT NULL) AND bool_and(v.open) AS was,
           max(v.title) AS title, max(r.kind) AS kind, min(r.audience_id) AS audience
    FROM touched AS t
    JOIN member AS m USING (entity_id)
    JOIN record AS r ON r.id = m.record_id AND r.kind = ANY(%(kinds)s) AND r.audience_id = ANY(%(seen_by)s) AND (r.gone_at IS NULL OR r.gone_at >= %(start)s)
    JOIN LATERAL (
        SELECT title, due_moment(r.kind, fields, %(zone)s) AS due, is_open(r.kind, fields) AS open
        FROM version WHERE record_id = r.id AND learned < %(start)s ORDER BY number DESC LIMIT 1
    ) AS v ON true
    GROUP BY t.entity_id
    HAVING bool_or(v.due > %(start)s AND v.due <= %(end)s) AND bool_or(v.open)
), due_now AS (
    SELECT e.entity_id FROM entity AS e
    WHERE e.open AND e.kind = ANY(%(kinds)s) AND e.due > %(start)s AND e.due <= %(end)s AND e.audience_id = ANY(%(seen_by)s)
), every AS (
    SELECT entity_id FROM stood UNION SELECT entity_id FROM due_now
)
SELECT x.entity_id, coalesce(e.kind, s.kind), coalesce(e.title, s.title),
       CASE WHEN e.entity_id IS NULL THEN CASE WHEN s.was THEN 'gone' ELSE 'unclear' END
            WHEN e.open AND e.due > %(start)s AND e.due <= %(end)s THEN 'open'
            WHEN s.was IS NOT TRUE THEN 'unclear'
            WHEN e.open THEN 'moved' WHEN is_off(e.golden) THEN 'off' ELSE 'done' END,
       e.due, coalesce(o.title, e.golden->>'owner_name', ''), coalesce(c.title, ''), c.entity_id, coalesce(l.system, ''), l.at,
       ARRAY(SELECT DISTINCT om.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
             JOIN link AS k ON k.record_id = r.id AND k.role = 'owner' JOIN member AS om ON om.record_id = k.target_id WHERE m.entity_id = x.entity_id),
       coalesce(e.audience_id, s.audience, 0)
FROM every AS x
LEFT JOIN stood AS s USING (entity_id)
LEFT JOIN LATERAL (SELECT * FROM entity WHERE entity.entity_id = x.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                   ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
LEFT JOIN LATERAL (
    SELECT p.title
    FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS k ON k.record_id = r.id AND k.role = 'owner' JOIN member AS om ON om.record_id = k.target_id
    JOIN entity AS p ON p.entity_id = om.entity_id AND p.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = x.entity_id AND owns(e.golden, e.why, r.id, p.title) IS NOT FALSE
    ORDER BY owns(e.golden, e.why, r.id, p.title), p.records DESC, p.entity_id LIMIT 1
) AS o ON true
LEFT JOIN LATERAL (
    SELECT p.title, p.entity_id
    FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN client_of AS k ON k.record_id = r.id JOIN entity AS p ON p.entity_id = k.client_id AND p.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = x.entity_id ORDER BY p.records DESC, p.entity_id LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT y.title AS system, coalesce(r.gone_at, v.valid_from, v.learned) AS at
    FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN system AS y ON y.id = r.system_id
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    WHERE m.entity_id = x.entity_id AND (v.learned >= %(start)s AND v.number > 1 OR r.gone_at >= %(start)s)
    ORDER BY greatest(v.learned, r.gone_at) DESC, r.key LIMIT 1
) AS l ON true
ORDER BY e.due NULLS LAST, coalesce(e.title, s.title), x.entity_id
