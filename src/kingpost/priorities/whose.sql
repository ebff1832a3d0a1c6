-- Steps before a query that asks whose things are: ``mine`` and ``held``, the persons (for a client, or 0 for all) whose things the reader has, or somebody
-- who is here has: as themselves, or standing in by an accepted handover; ``watches``, the audiences in which the reader sees to what nobody owns: all, or those nobody who does is in (hold.sql).
accepted AS MATERIALIZED (
    /*accepted*/
), holder AS (
    SELECT DISTINCT u.id AS user_id, m.entity_id AS person, 0::bigint AS client
    FROM accounts_user AS u JOIN match_key AS k ON k.key = 'email:' || u.email JOIN member AS m USING (record_id)
    WHERE u.is_active AND NOT EXISTS (
        SELECT FROM entity AS e WHERE e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
          AND (lower(e.golden->>'status') = ANY(%(left)s) OR coalesce(e.golden->>'end_date', '') <> '' AND left(e.golden->>'end_date', 10) < %(today)s::date::text))
    UNION
    SELECT h.user_id, a.person, greatest(a.client, h.client)
    FROM holder AS h JOIN accepted AS a ON a.successor = h.person AND (a.client = h.client OR a.client = 0 OR h.client = 0)
), mine AS MATERIALIZED (
    SELECT person, client FROM holder WHERE user_id = %(reader)s
), held AS MATERIALIZED (
    SELECT DISTINCT person, client FROM holder
), /*overseers*/, watches AS MATERIALIZED (
    SELECT a.id AS audience_id
    FROM unnest(%(seen_by)s::bigint[]) AS a(id)
    WHERE %(reader)s IN (SELECT user_id FROM overseer)
       OR a.id <> %(everyone)s AND NOT EXISTS (
           SELECT FROM overseer AS o
           WHERE EXISTS (SELECT FROM audience_user AS x WHERE x.audience_id = a.id AND x.user_id = o.user_id)
              OR EXISTS (SELECT FROM audience_team AS t JOIN team_member AS m USING (team_id) WHERE t.audience_id = a.id AND m.user_id = o.user_id))
)
