-- For each department of ours, as each audience may know it that has a row of our own organisation: the work with a day in a stretch of time, how much of it
-- says how long it takes and how long that is, and the hours its people have: their week, as much of it as is worked, less the days they are away and the
-- meetings they are booked for.
-- A department with a member whose weekly hours nobody states has none.
WITH view AS (
    SELECT DISTINCT e.entity_id, e.audience_id FROM entity AS e WHERE e.entity_id = %(own)s
), person AS (
    SELECT DISTINCT ON (v.audience_id, e.entity_id) v.audience_id, e.entity_id, e.title, e.golden->>'department' AS department,
           CASE WHEN pg_input_is_valid(e.golden->>'hours_per_week', 'numeric') THEN (e.golden->>'hours_per_week')::numeric END AS week
    FROM view AS v
    JOIN audience_within AS w ON w.narrow_id = v.audience_id
    JOIN entity AS e ON e.audience_id = w.wide_id AND e.kind = 'person' AND e.standing = 'staff'
    WHERE coalesce(lower(e.golden->>'status'), '') <> ALL(%(gone)s::text[])
    ORDER BY v.audience_id, e.entity_id, e.records DESC, e.audience_id
), work AS (
    SELECT DISTINCT ON (p.audience_id, t.entity_id) p.audience_id, p.department, t.entity_id,
           CASE WHEN pg_input_is_valid(t.golden->>'estimate_hours', 'numeric') THEN (t.golden->>'estimate_hours')::numeric END AS hours
    FROM entity AS t
    JOIN member AS m ON m.entity_id = t.entity_id
    JOIN record AS r ON r.id = m.record_id
    JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
    JOIN member AS om ON om.record_id = l.target_id
    JOIN person AS p ON p.entity_id = om.entity_id
    JOIN audience_within AS s ON s.narrow_id = p.audience_id AND s.wide_id = r.audience_id
    JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = t.audience_id
    WHERE t.open AND t.kind = 'task' AND t.due > %(start)s AND t.due <= %(end)s AND coalesce(t.golden->>'milestone', '') <> 'true'
      AND owns(t.golden, t.why, r.id, p.title) IS NOT FALSE
    ORDER BY p.audience_id, t.entity_id, t.records DESC, t.audience_id, owns(t.golden, t.why, r.id, p.title), p.department
), taken AS (
    SELECT p.audience_id, p.entity_id,
           least(sum(CASE WHEN o.all_day THEN CASE WHEN o.away THEN
                              (SELECT count(*) FROM generate_series(greatest(o.starts_at, %(start)s), least(o.ends_at, %(end)s) - interval '1 microsecond', '1 day') AS d
                               WHERE (d AT TIME ZONE %(zone)s)::date = ANY(%(worked)s::date[])) * p.week / %(many)s ELSE 0 END
                          ELSE extract(epoch FROM least(o.ends_at, %(end)s) - greatest(o.starts_at, %(start)s)) / 3600 END),
                 p.week * cardinality(%(worked)s::date[]) / %(many)s) AS hours
    FROM person AS p
    CROSS JOIN LATERAL (
        SELECT o.starts_at, o.ends_at, o.all_day, bool_or(l.role = 'away') AS away
        FROM member AS pm
        JOIN link AS l ON l.target_id = pm.record_id AND l.role IN ('attendee', 'organiser', 'away')
        JOIN occurrence AS o ON o.record_id = l.record_id AND o.starts_at < %(end)s AND o.ends_at > %(start)s
        JOIN record AS r ON r.id = o.record_id AND r.gone_at IS NULL
        JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = r.audience_id
        JOIN member AS m ON m.record_id = r.id
        WHERE pm.entity_id = p.entity_id
        GROUP BY m.entity_id, o.starts_at, o.ends_at, o.all_day  -- once, however many calendars hold it
        HAVING bool_or(l.role = 'away' OR NOT EXISTS (SELECT FROM link AS a WHERE a.record_id = r.id AND a.role = 'away'))  -- not another's leave
    ) AS o
    GROUP BY p.audience_id, p.entity_id, p.week
)
SELECT p.audience_id, p.department, w.pieces, w.estimated, w.hours::float,
       sum(greatest(p.week * cardinality(%(worked)s::date[]) / %(many)s - coalesce(t.hours, 0), 0))::float, x.records, x.started_at
FROM person AS p
LEFT JOIN taken AS t USING (audience_id, entity_id)
JOIN (SELECT audience_id, department, count(*) AS pieces, count(hours) AS estimated, coalesce(sum(hours), 0) AS hours FROM work GROUP BY 1, 2) AS w
     ON w.audience_id = p.audience_id AND w.department = p.department
CROSS JOIN LATERAL (
    SELECT array_agg(r.id ORDER BY r.id) AS records, max(s.started_at) AS started_at
    FROM work AS k JOIN member AS m ON m.entity_id = k.entity_id JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
    JOIN audience_within AS a ON a.narrow_id = p.audience_id AND a.wide_id = r.audience_id JOIN system AS s ON s.id = r.system_id
    WHERE k.audience_id = p.audience_id AND k.department = p.department
) AS x
GROUP BY p.audience_id, p.department, w.pieces, w.estimated, w.hours, x.records, x.started_at
HAVING bool_and(p.week IS NOT NULL) AND count(t.hours) > 0
ORDER BY p.audience_id, p.department
