AND (  -- an aggregate, so that it is looked up for each of the few that are due and not joined
    SELECT coalesce(bool_or(p.person IN (SELECT person FROM mine WHERE client = 0) OR (p.person, c.client_id) IN (SELECT person, client FROM mine)), false)
        OR e.audience_id IN (SELECT audience_id FROM watches)
           AND NOT coalesce(bool_or(p.person IN (SELECT person FROM held WHERE client = 0) OR (p.person, c.client_id) IN (SELECT person, client FROM held)), false)
    FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
    CROSS JOIN LATERAL (SELECT entity_id AS person FROM member WHERE record_id = l.target_id) AS p
    LEFT JOIN client_of AS c ON c.record_id = r.id
    WHERE m.entity_id = e.entity_id)
