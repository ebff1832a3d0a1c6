-- Open projects as these audiences may know them (of several views of one the fullest), each with what is planned in it: whether it is open, when it is
-- due, when it was begun and done. What was cancelled is no part of the plan.
WITH project AS (
    SELECT DISTINCT ON (e.entity_id) e.entity_id, e.title, e.golden->>'start_date' AS begins, e.due
    FROM entity AS e
    WHERE e.kind = 'project' AND e.open AND e.audience_id = ANY(%(seen_by)s)
      AND (%(projects)s::bigint[] IS NULL OR e.entity_id = ANY(%(projects)s))
    ORDER BY e.entity_id, e.records DESC, e.audience_id
), item AS (
    SELECT DISTINCT ON (p.entity_id, t.entity_id) p.entity_id AS project_id, t.entity_id, t.open, t.due, t.golden->>'start_date' AS begins,
           left(coalesce(t.golden->>'completed_at', t.golden->>'closed_at', t.golden->>'resolved_at'), 40) AS done
    FROM project AS p
    JOIN member AS m ON m.entity_id = p.entity_id
    JOIN link AS l ON l.target_id = m.record_id AND l.role = 'project'
    JOIN record AS r ON r.id = l.record_id AND r.kind = 'task' AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN member AS tm ON tm.record_id = r.id
    JOIN entity AS t ON t.entity_id = tm.entity_id AND t.kind = 'task' AND t.audience_id = ANY(%(seen_by)s)
    WHERE NOT is_off(t.golden)
    ORDER BY p.entity_id, t.entity_id, t.records DESC, t.audience_id
), dated AS (
    SELECT project_id, entity_id, coalesce(open, true) AS open, ((due - interval '1 microsecond') AT TIME ZONE %(zone)s)::date AS due,
           CASE WHEN pg_input_is_valid(begins, 'date') THEN begins::date END AS begins,
           CASE WHEN length(done) = 10 AND pg_input_is_valid(done, 'date') THEN done::date
                WHEN pg_input_is_valid(done, 'timestamptz') THEN (done::timestamptz AT TIME ZONE %(zone)s)::date END AS done
    FROM item
)
SELECT p.entity_id, p.title, ((p.due - interval '1 microsecond') AT TIME ZONE %(zone)s)::date,
       CASE WHEN pg_input_is_valid(p.begins, 'date') THEN p.begins::date END,
       coalesce((SELECT jsonb_agg(jsonb_build_object('open', d.open, 'due', d.due, 'begins', d.begins, 'done', d.done) ORDER BY d.entity_id)
                 FROM dated AS d WHERE d.project_id = p.entity_id), '[]')::text
FROM project AS p
ORDER BY p.entity_id
