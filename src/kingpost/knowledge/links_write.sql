-- Bring the links of the batch in line with what was gathered, and note whose employer is another record now (resting_on.sql). Returns entities to look
-- at again because of that: what is only mentioned lives as long as something points at it, and an organisation that is pointed at only as a seller is a supplier (functions.sql); and
-- mails whose thread began with one that turns out to be in a thread itself; and those who are away now, or no longer.
WITH wanted AS MATERIALIZED (
    SELECT record_id, role, target_id, min(why) AS why, true AS here FROM link_wanted GROUP BY record_id, role, target_id
), held AS MATERIALIZED (
    SELECT l.record_id, l.role, l.target_id, l.why, true AS there FROM batch AS b JOIN link AS l USING (record_id)
), compared AS MATERIALIZED (  -- so that a new row is simply put in: as a conflict that might arise it costs a third more
    SELECT record_id, role, target_id, wanted.why, here, there, wanted.why IS DISTINCT FROM held.why AS differs
    FROM wanted FULL JOIN held USING (record_id, role, target_id)
), gone AS (
    DELETE FROM link AS l USING compared AS c
    WHERE c.here IS NULL AND (l.record_id, l.role, l.target_id) = (c.record_id, c.role, c.target_id)
), altered AS (
    INSERT INTO link (record_id, role, target_id, why) SELECT record_id, role, target_id, why FROM compared WHERE here AND there AND differs
    ON CONFLICT (record_id, role, target_id) DO UPDATE SET why = excluded.why
), fresh AS (
    INSERT INTO link (record_id, role, target_id, why) SELECT record_id, role, target_id, why FROM compared WHERE there IS NULL
), noted AS (
    INSERT INTO employer_changed SELECT record_id FROM compared WHERE role = 'employer' AND (here IS NULL OR there IS NULL)
), concerned AS (
    SELECT target_id, NULL AS sells FROM compared WHERE here IS NULL
    UNION
    SELECT target_id, role = 'seller' FROM compared WHERE there IS NULL
)
SELECT m.entity_id
FROM concerned AS c
JOIN record AS r ON r.id = c.target_id AND r.native_key IS NULL AND r.version IS NOT NULL
JOIN member AS m ON m.record_id = r.id
WHERE m.entity_id NOT IN (SELECT entity_id FROM batch)
  AND NOT EXISTS (SELECT FROM link AS l WHERE l.target_id = c.target_id AND (l.role = 'seller') = c.sells)
UNION
SELECT m.entity_id
FROM compared AS c JOIN member AS m ON m.record_id = c.target_id
WHERE c.role = 'away' AND (c.here IS NULL OR c.there IS NULL) AND m.entity_id NOT IN (SELECT entity_id FROM batch)
UNION
SELECT m.entity_id
FROM link_wanted AS w
CROSS JOIN LATERAL (SELECT record_id, role FROM link WHERE link.target_id = w.record_id OFFSET 0) AS l
JOIN member AS m ON m.record_id = l.record_id
WHERE w.role = 'thread' AND l.role = 'thread' AND m.entity_id NOT IN (SELECT entity_id FROM batch)
