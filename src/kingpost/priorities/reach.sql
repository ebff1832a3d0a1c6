-- Follows shown.sql: the same flags, each with how it stands towards one reader (``code``, see reach.py).
, reaching AS MATERIALIZED (
    SELECT s.*,
           coalesce(r.holds, false)::int + 2 * coalesce(r.held, false)::int
         + 4 * coalesce(greatest(s.due, s.opened_at) <= (%(hours_ago)s::timestamptz[])[
               (SELECT coalesce((SELECT value FROM rule_number WHERE key = 'reach.patience' AND record_id = 0 AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1),
                                %(patience)s))::int] AND s.due IS NOT NULL, false)::int
         + 8 * coalesce(r.oversees, false)::int + 16 * coalesce(r.watched, false)::int AS code
    FROM shown AS s
    LEFT JOIN (  -- all of it at once: looked up for each of a thousand flags, this was half of what a page costs
        SELECT entity_id, bool_or(role = 'holds' AND user_id = %(reader)s) AS holds, bool_or(role = 'holds') AS held,
               bool_or(role = 'oversees' AND user_id = %(reader)s) AS oversees, bool_or(role = 'oversees') AS watched
        FROM reach GROUP BY entity_id
    ) AS r USING (entity_id)
)
