-- Work out again who holds these things (all with ``things`` null), and who of those that see to what nobody owns may see a flag about them and is here; where
-- none is, all who may see it. Somebody holds a thing when an open flag about it names them as owner, or as whom an approval was asked of or something was handed
-- over to, they have an account, may see that flag, and are here. Returns
-- the open flags that are for others now.
WITH open AS MATERIALIZED (
    SELECT id, entity_id, audience_id, not_for, owner_id FROM flag
    WHERE closed_at IS NULL AND (%(things)s::bigint[] IS NULL OR entity_id = ANY(%(things)s))
), answers_for AS MATERIALIZED (
    SELECT entity_id, audience_id, not_for, owner_id AS person_id FROM open WHERE owner_id IS NOT NULL
    UNION
    SELECT f.entity_id, f.audience_id, f.not_for, s.owner_id
    FROM open AS f
    JOIN signal AS s ON s.anchor_id = f.entity_id AND s.closed_at IS NULL AND s.answer_id IS NULL AND s.rule IN ('approval_stuck', 'handover_open') AND s.owner_id IS NOT NULL
    JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = s.audience_id
), /*overseers*/, seer AS MATERIALIZED (  -- an overseer as a person, as far as everyone may see
    SELECT o.user_id, m.entity_id AS person_id, %(everyone)s::bigint AS audience_id
    FROM overseer AS o JOIN match_key AS k ON k.key = 'email:' || o.email JOIN member AS m ON m.record_id = k.record_id
), person AS MATERIALIZED (
    SELECT person_id, audience_id FROM answers_for UNION SELECT person_id, audience_id FROM seer
), account AS MATERIALIZED (
    SELECT DISTINCT p.person_id, u.id AS user_id
    FROM (SELECT DISTINCT person_id FROM person) AS p
    JOIN member AS m ON m.entity_id = p.person_id
    JOIN match_key AS k ON k.record_id = m.record_id AND starts_with(k.key, 'email:')
    JOIN accounts_user AS u ON u.email = substr(k.key, 7) AND u.is_active
), around AS MATERIALIZED (  -- few: somebody's meetings of all the years are many
    SELECT record_id FROM occurrence WHERE ends_at >= %(day_end)s AND starts_at <= %(day_start)s
), away AS MATERIALIZED (
    SELECT DISTINCT p.person_id, p.audience_id
    FROM around AS o
    JOIN record AS r ON r.id = o.record_id AND r.gone_at IS NULL
    JOIN link AS l ON l.record_id = r.id AND l.role = 'away'
    JOIN member AS m ON m.record_id = l.target_id
    JOIN person AS p ON p.person_id = m.entity_id
    JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = r.audience_id
    UNION
    SELECT p.person_id, p.audience_id
    FROM person AS p
    CROSS JOIN LATERAL (
        SELECT e.golden FROM entity AS e JOIN audience_within AS w ON w.narrow_id = p.audience_id AND w.wide_id = e.audience_id
        WHERE e.entity_id = p.person_id ORDER BY e.records DESC, e.audience_id LIMIT 1
    ) AS e
    WHERE lower(e.golden->>'status') = ANY(%(gone)s) OR coalesce(e.golden->>'end_date', '') <> '' AND left(e.golden->>'end_date', 10) < %(today)s
), sight AS MATERIALIZED (
    SELECT u.user_id, a.audience_id
    FROM (SELECT user_id FROM account UNION SELECT user_id FROM overseer) AS u
    CROSS JOIN LATERAL (
        SELECT %(everyone)s::bigint AS audience_id
        UNION SELECT x.audience_id FROM audience_user AS x WHERE x.user_id = u.user_id
        UNION SELECT t.audience_id FROM team_member AS m JOIN audience_team AS t ON t.team_id = m.team_id WHERE m.user_id = u.user_id
    ) AS a
), watcher AS MATERIALIZED (
    SELECT f.id, f.entity_id, o.user_id, EXISTS (SELECT FROM seer AS p JOIN away AS w USING (person_id, audience_id) WHERE p.user_id = o.user_id) AS away
    FROM open AS f
    JOIN sight AS s ON s.audience_id = f.audience_id
    JOIN overseer AS o ON o.user_id = s.user_id
    WHERE NOT EXISTS (SELECT FROM sight AS n WHERE n.user_id = o.user_id AND n.audience_id = ANY(f.not_for))
), wanted AS MATERIALIZED (
    SELECT a.entity_id, c.user_id, 'holds' AS role  -- somebody who stands in for one who is away joins here, as a holder
    FROM answers_for AS a
    JOIN account AS c ON c.person_id = a.person_id
    JOIN sight AS s ON s.user_id = c.user_id AND s.audience_id = a.audience_id
    WHERE NOT EXISTS (SELECT FROM away AS w WHERE w.person_id = a.person_id AND w.audience_id = a.audience_id)
      AND NOT EXISTS (SELECT FROM sight AS n WHERE n.user_id = c.user_id AND n.audience_id = ANY(a.not_for))
    UNION
    SELECT entity_id, user_id, 'oversees'
    FROM (SELECT entity_id, user_id, away, bool_and(away) OVER (PARTITION BY id) AS nobody FROM watcher) AS w
    WHERE nobody OR NOT away
), gone AS (
    DELETE FROM reach AS r
    WHERE (%(things)s::bigint[] IS NULL OR r.entity_id = ANY(%(things)s)) AND (r.entity_id, r.user_id, r.role) NOT IN (SELECT entity_id, user_id, role FROM wanted)
    RETURNING r.entity_id
), come AS (
    INSERT INTO reach (entity_id, user_id, role) SELECT entity_id, user_id, role FROM wanted ON CONFLICT DO NOTHING
    RETURNING entity_id
)
SELECT f.id FROM flag AS f WHERE f.closed_at IS NULL AND f.entity_id IN (SELECT entity_id FROM gone UNION SELECT entity_id FROM come)
