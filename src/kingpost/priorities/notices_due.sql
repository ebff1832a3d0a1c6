-- People for whom a flag opened since we tell of flags that they have not been looked at for, or one they were not told of at once has changed since the last look.
-- Rather too many than too few: who it is for exactly, reach.py says.
WITH open AS MATERIALIZED (
    SELECT id, entity_id, audience_id, opened_at, changed_at FROM flag WHERE closed_at IS NULL AND NOT before_start AND opened_at >= %(begun)s
), concerned AS (
    SELECT f.id, f.opened_at, f.changed_at, r.user_id FROM open AS f JOIN reach AS r USING (entity_id)
    UNION
    SELECT f.id, f.opened_at, f.changed_at, u.user_id
    FROM open AS f
    CROSS JOIN LATERAL (
        SELECT x.user_id FROM audience_user AS x WHERE x.audience_id = f.audience_id
        UNION SELECT m.user_id FROM audience_team AS t JOIN team_member AS m ON m.team_id = t.team_id WHERE t.audience_id = f.audience_id
    ) AS u
    WHERE NOT EXISTS (SELECT FROM reach AS r WHERE r.entity_id = f.entity_id)
)
SELECT DISTINCT c.user_id
FROM concerned AS c
JOIN accounts_user AS u ON u.id = c.user_id AND u.is_active
LEFT JOIN notice AS n ON n.person_id = c.user_id AND n.flag_id = c.id AND n.opened_at = c.opened_at AND n.reason = 'new'
WHERE n.id IS NULL OR n.channel <> 'now' AND c.changed_at > %(looked)s
ORDER BY c.user_id
