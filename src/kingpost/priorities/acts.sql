-- Answers that hold, as (when, what was said, the reasons its flag was made of, those of the flags that stood above it for the person who answered). What was
-- for others alone, as it was told, nobody passes over.
WITH given AS MATERIALIZED (
    SELECT a.id, a.at, a.verdict, a.by_id, f.id AS flag_id, f.entity_id, f.part, f.audience_id, f.score
    FROM answer AS a JOIN flag AS f ON f.id = a.flag_id
    WHERE a.undone_at IS NULL AND a.at > %(since)s AND a.at <= %(now)s AND NOT f.before_start
      AND a.verdict IN ('handled', 'decided', 'snoozed', 'not_related')
), seen AS MATERIALIZED (
    SELECT u.user_id, u.audience_id FROM audience_user AS u
    UNION SELECT t.user_id, x.audience_id FROM audience_team AS x JOIN team_member AS t USING (team_id)
    UNION SELECT DISTINCT g.by_id, %(everyone)s::bigint FROM given AS g
), above AS (
    SELECT g.id, o.entity_id, o.part, o.audience_id,
           row_number() OVER (PARTITION BY g.id ORDER BY o.score DESC, o.id) AS place
    FROM given AS g
    JOIN seen AS s ON s.user_id = g.by_id
    JOIN flag AS o ON o.audience_id = s.audience_id AND o.id <> g.flag_id AND NOT o.before_start AND o.opened_at < g.at
                  AND (o.closed_at IS NULL OR o.closed_at > g.at) AND (o.score, -o.id) > (g.score, -g.flag_id)
    WHERE NOT EXISTS (SELECT FROM alert AS n WHERE n.flag_id = o.id AND n.opened_at = o.opened_at AND n.person_id <> g.by_id AND n.at <= g.at)
       OR EXISTS (SELECT FROM alert AS n WHERE n.flag_id = o.id AND n.opened_at = o.opened_at AND n.person_id = g.by_id AND n.at <= g.at)
), reasons AS (
    SELECT g.id, 0::bigint AS place, s.rule, s.key
    FROM given AS g JOIN signal AS s ON s.anchor_id = g.entity_id AND s.part = g.part AND s.opens AND s.seen_at <= g.at AND (s.closed_at IS NULL OR s.closed_at >= g.at)
    UNION
    SELECT v.id, v.place, s.rule, s.key
    FROM above AS v JOIN given AS g USING (id)
    JOIN signal AS s ON s.anchor_id = v.entity_id AND s.part = v.part AND s.opens AND s.seen_at <= g.at AND (s.closed_at IS NULL OR s.closed_at >= g.at)
    WHERE v.place <= %(above)s
), gathered AS (
    SELECT id, place, jsonb_agg(jsonb_build_array(rule, key) ORDER BY rule, key) AS kinds FROM reasons GROUP BY id, place
)
SELECT g.at, g.verdict, coalesce((SELECT k.kinds FROM gathered AS k WHERE k.id = g.id AND k.place = 0), '[]')::text,
       coalesce((SELECT jsonb_agg(k.kinds ORDER BY k.place) FROM gathered AS k WHERE k.id = g.id AND k.place > 0), '[]')::text
FROM given AS g
ORDER BY g.at, g.id
