(  -- all of it at once, to count: looked up for each of a thousand flags, this was half of what a page costs
        SELECT entity_id, bit_or(CASE WHEN role = 'holds' THEN 2 + (user_id = %(reader)s)::int ELSE 16 + 8 * (user_id = %(reader)s)::int END) AS bits
        FROM reach GROUP BY entity_id
    ) AS r USING (entity_id)
