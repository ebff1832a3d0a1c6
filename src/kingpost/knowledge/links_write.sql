-- Bring the links of the batch in line with what was gathered. Returns entities to look at again because a link to them came or went:
-- those that are only mentioned live as long as something mentions them.
WITH wanted AS (
    SELECT record_id, role, target_id, min(why) AS why FROM link_wanted GROUP BY record_id, role, target_id
), held AS (
    SELECT l.record_id, l.role, l.target_id FROM batch AS b JOIN link AS l USING (record_id)
), gone AS (
    DELETE FROM link AS l
    USING (SELECT record_id, role, target_id FROM held EXCEPT SELECT record_id, role, target_id FROM wanted) AS old
    WHERE (l.record_id, l.role, l.target_id) = (old.record_id, old.role, old.target_id)
    RETURNING l.target_id
), fresh AS (
    INSERT INTO link AS l (record_id, role, target_id, why)
    SELECT * FROM wanted
    ON CONFLICT (record_id, role, target_id) DO UPDATE SET why = excluded.why WHERE l.why IS DISTINCT FROM excluded.why
    RETURNING l.target_id
), concerned AS (
    SELECT m.entity_id FROM gone JOIN member AS m ON m.record_id = gone.target_id
    UNION
    SELECT m.entity_id
    FROM (SELECT DISTINCT target_id FROM fresh) AS f
    JOIN record AS r ON r.id = f.target_id AND r.native_key IS NULL AND r.version IS NOT NULL
    JOIN member AS m ON m.record_id = r.id
    WHERE NOT EXISTS (SELECT FROM entity AS e WHERE e.entity_id = m.entity_id)
)
SELECT entity_id FROM concerned WHERE NOT EXISTS (SELECT FROM batch AS b WHERE b.entity_id = concerned.entity_id)
