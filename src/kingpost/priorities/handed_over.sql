-- Handovers of people a reader may see, the newest first, with the names the reader knows them by.
SELECT * FROM (
    SELECT h.id, p.entity_id, p.title, coalesce(cm.entity_id, h.client_id) AS client, coalesce(c.title, '') AS client_name, sm.entity_id AS successor,
           coalesce(s.title, '') AS successor_name, h.starts_on, h.back_on, h.note, u.name AS by_name, h.at, h.accepted_at, coalesce(ua.name, '') AS accepted_by,
           h.declined_at, coalesce(ud.name, '') AS declined_by, h.undone_at, coalesce(uu.name, '') AS undone_by,
           CASE WHEN h.undone_at IS NOT NULL THEN 'undone' WHEN h.back_on <= %(today)s THEN 'over' WHEN h.accepted_at IS NOT NULL THEN 'accepted'
                WHEN h.declined_at IS NOT NULL THEN 'declined' ELSE 'waiting' END AS state,
           EXISTS (SELECT FROM member AS o JOIN match_key AS k ON k.record_id = o.record_id WHERE o.entity_id = sm.entity_id AND k.key = %(key)s) AS mine
    FROM handover AS h
    JOIN member AS m ON m.record_id = h.record_id
    JOIN LATERAL (SELECT entity_id, title FROM entity WHERE entity.entity_id = m.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                  ORDER BY records DESC, audience_id LIMIT 1) AS p ON true
    JOIN member AS sm ON sm.record_id = h.successor_id
    LEFT JOIN LATERAL (SELECT title FROM entity WHERE entity.entity_id = sm.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                       ORDER BY records DESC, audience_id LIMIT 1) AS s ON true
    LEFT JOIN member AS cm ON cm.record_id = h.client_id
    LEFT JOIN LATERAL (SELECT title FROM entity WHERE entity.entity_id = cm.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                       ORDER BY records DESC, audience_id LIMIT 1) AS c ON true
    JOIN accounts_user AS u ON u.id = h.by_id
    LEFT JOIN accounts_user AS ua ON ua.id = h.accepted_by_id
    LEFT JOIN accounts_user AS ud ON ud.id = h.declined_by_id
    LEFT JOIN accounts_user AS uu ON uu.id = h.undone_by_id
    WHERE (%(number)s::bigint IS NULL OR h.id = %(number)s) AND (%(person)s::bigint IS NULL OR p.entity_id = %(person)s)
) AS h
WHERE NOT %(live)s OR h.state IN ('waiting', 'accepted', 'declined')
ORDER BY h.id DESC
