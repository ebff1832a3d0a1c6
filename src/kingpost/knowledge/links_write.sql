-- Bring the links of these records in line with what was gathered. Returns entities to look at again because a link to them
-- came or went: those that are only mentioned live as long as something mentions them.
WITH wanted AS (
    SELECT record_id, role, target_id, min(why) AS why FROM link_wanted GROUP BY record_id, role, target_id
), gone AS (
    DELETE FROM link AS l
    WHERE l.record_id = ANY(%(records)s)
      AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.record_id, w.role, w.target_id) = (l.record_id, l.role, l.target_id))
    RETURNING l.target_id
), fresh AS (
    INSERT INTO link AS l (record_id, role, target_id, why)
    SELECT * FROM wanted
    ON CONFLICT (record_id, role, target_id) DO UPDATE SET why = excluded.why WHERE l.why IS DISTINCT FROM excluded.why
    RETURNING l.target_id
), concerned AS (
    SELECT target_id FROM gone
    UNION
    SELECT f.target_id FROM fresh AS f
    JOIN record AS r ON r.id = f.target_id AND r.native_key IS NULL AND r.version IS NOT NULL
    WHERE NOT EXISTS (SELECT FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id WHERE m.record_id = f.target_id)
)
SELECT m.entity_id FROM concerned AS c JOIN member AS m ON m.record_id = c.target_id
