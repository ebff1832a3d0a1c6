-- Bring the links of the batch in line with what was gathered. Returns entities to look at again because of that: what is only mentioned lives
-- as long as something points at it, and an organisation that is pointed at only as a seller is a supplier (functions.sql).
WITH wanted AS MATERIALIZED (
    SELECT record_id, role, target_id, min(why) AS why FROM link_wanted GROUP BY record_id, role, target_id
), gone AS (
    DELETE FROM link AS l
    USING (
        SELECT l.record_id, l.role, l.target_id FROM batch AS b JOIN link AS l USING (record_id)
        EXCEPT
        SELECT record_id, role, target_id FROM wanted
    ) AS old
    WHERE (l.record_id, l.role, l.target_id) = (old.record_id, old.role, old.target_id)
    RETURNING l.target_id
), fresh AS (
    INSERT INTO link AS l (record_id, role, target_id, why)
    SELECT record_id, role, target_id, why FROM wanted
    ON CONFLICT (record_id, role, target_id) DO UPDATE SET why = excluded.why WHERE l.why IS DISTINCT FROM excluded.why
    RETURNING new.target_id, new.role, old.record_id IS NULL AS new
), concerned AS (
    SELECT target_id, NULL AS sells FROM gone
    UNION
    SELECT target_id, role = 'seller' FROM fresh WHERE new
)
SELECT m.entity_id
FROM concerned AS c
JOIN record AS r ON r.id = c.target_id AND r.native_key IS NULL AND r.version IS NOT NULL
JOIN member AS m ON m.record_id = r.id
WHERE NOT EXISTS (SELECT FROM batch AS b WHERE b.entity_id = m.entity_id)
  AND NOT EXISTS (SELECT FROM link AS l WHERE l.target_id = c.target_id AND (l.role = 'seller') = c.sells)
