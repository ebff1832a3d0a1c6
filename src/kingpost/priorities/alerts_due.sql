-- People and the flags to look at for each: opened or raised again since we tell of flags and not looked at for them yet; held back from them until now; or
-- not told as urgent and changed since the last look, or due by now so soon that it may be important.
-- Rather too many than too few: who it is for exactly, reach.py says. Who holds the thing comes first: others are asked about only where nobody does, or its due
-- moment has passed, or in a storm each minute would work out for everybody what is for one. Each row is looked up by itself: in a storm no estimate of how many there are holds.
SELECT u.id, array_agg(f.id)
FROM flag AS f
CROSS JOIN LATERAL (
    SELECT CASE WHEN f.due IS NULL OR greatest(f.due, f.opened_at) > %(now)s THEN array_agg(DISTINCT r.user_id) FILTER (WHERE r.role = 'holds') END AS holders,
           array_agg(DISTINCT r.user_id) AS everybody
    FROM reach AS r WHERE r.entity_id = f.entity_id
) AS r
CROSS JOIN LATERAL unnest(coalesce(r.holders, r.everybody, ARRAY(
    SELECT x.user_id FROM audience_user AS x WHERE x.audience_id = f.audience_id
    UNION SELECT m.user_id FROM audience_team AS t JOIN team_member AS m ON m.team_id = t.team_id WHERE t.audience_id = f.audience_id
))) AS c(user_id)
JOIN accounts_user AS u ON u.id = c.user_id AND u.is_active
CROSS JOIN LATERAL (
    SELECT max(n.asked_at) AS asked_at, bool_or(n.state = 'held' AND n.again_at <= %(now)s) AS again, bool_or(n.level = 'urgent' AND n.state <> 'held') AS urgent,
           bool_and(n.level = 'rest') AS rest
    FROM alert AS n
    WHERE n.person_id = c.user_id AND n.flag_id = f.id AND n.opened_at = f.opened_at AND n.reason <> 'settled'
) AS n
WHERE f.closed_at IS NULL AND NOT f.before_start AND greatest(f.opened_at, f.raised_at) >= %(begun)s
  AND (n.asked_at IS NULL OR n.asked_at < f.raised_at OR n.again OR NOT n.urgent AND f.changed_at > %(looked)s OR n.rest AND f.due <= %(soon)s)
GROUP BY u.id ORDER BY u.id
