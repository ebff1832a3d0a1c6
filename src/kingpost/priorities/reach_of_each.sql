LATERAL (  -- for the few that are listed
        SELECT bit_or(CASE WHEN role = 'holds' THEN 2 + (user_id = %(reader)s)::int ELSE 16 + 8 * (user_id = %(reader)s)::int END) AS bits
        FROM reach WHERE reach.entity_id = s.entity_id
    ) AS r ON true
