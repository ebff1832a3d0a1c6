-- Bring the links of these threads in line with what was judged. Returns the entities whose project changed.
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(%(record)s::bigint[], %(project)s::bigint[], %(unit)s::bigint[], %(via)s::text[], %(score)s::float8[], %(why)s::text[],
                         %(at)s::timestamptz[]) AS w(record_id, project_id, unit_id, via, score, why, at)
), held AS MATERIALIZED (
    SELECT k.* FROM project_link AS k
    WHERE (k.unit_id = ANY(%(units)s::bigint[]) OR k.record_id IN (SELECT record_id FROM wanted))
), gone AS (
    DELETE FROM project_link AS k USING held AS h
    WHERE k.record_id = h.record_id AND h.via <> 'attachment' AND NOT EXISTS (SELECT FROM wanted AS w WHERE w.record_id = h.record_id)
    RETURNING k.record_id
), put AS (
    INSERT INTO project_link AS k (record_id, project_id, unit_id, via, score, why, at)
    SELECT w.* FROM wanted AS w LEFT JOIN held AS h USING (record_id)
    WHERE h.record_id IS NULL OR (h.project_id, h.unit_id, h.via, h.score, h.why, h.at) IS DISTINCT FROM (w.project_id, w.unit_id, w.via, w.score, w.why, w.at)
    ON CONFLICT (record_id) DO UPDATE SET project_id = excluded.project_id, unit_id = excluded.unit_id, via = excluded.via, score = excluded.score,
        why = excluded.why, at = excluded.at
    RETURNING record_id
)
SELECT DISTINCT m.entity_id FROM (SELECT record_id FROM gone UNION SELECT record_id FROM put) AS c JOIN member AS m USING (record_id)
