-- Follows shown.sql: the same flags, each with how it stands towards one reader (``code``, the bits of Standing in reach.py). Of a flag only what is asked
-- of a thousand of them: the rest is read of those that are shown. What follows the last join is reach_of_all.sql or reach_of_each.sql.
, reaching AS NOT MATERIALIZED (
    SELECT s.id, s.entity_id, s.audience_id, s.owner_id, s.score,
           coalesce(r.bits, 0)
         + 4 * coalesce(greatest(s.due, s.opened_at) <= to_timestamp((%(hours_ago)s::float8[])[
               (SELECT coalesce((SELECT value FROM rule_number WHERE key = 'reach.patience' AND record_id = 0 AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1),
                                %(patience)s))::int]) AND s.due IS NOT NULL, false)::int AS code
    FROM shown AS s
    LEFT JOIN /*bits*/
)
