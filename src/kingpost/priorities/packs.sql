-- Handover packs of these people that nobody accepted yet: one for each audience that may know of the person.
SELECT e.entity_id, e.audience_id, e.title, coalesce(cm.entity_id, h.client_id), coalesce(c.title, ''), sm.entity_id, coalesce(s.title, ''), u.name, h.at,
       h.declined_at, ARRAY[h.record_id]
FROM handover AS h
JOIN member AS m ON m.record_id = h.record_id
JOIN entity AS e ON e.entity_id = m.entity_id
JOIN member AS sm ON sm.record_id = h.successor_id
JOIN accounts_user AS u ON u.id = h.by_id
LEFT JOIN member AS cm ON cm.record_id = h.client_id
LEFT JOIN LATERAL (
    SELECT title FROM entity AS o JOIN audience_within AS w ON w.narrow_id = e.audience_id AND w.wide_id = o.audience_id
    WHERE o.entity_id = sm.entity_id ORDER BY o.records DESC, o.audience_id LIMIT 1
) AS s ON true
LEFT JOIN LATERAL (
    SELECT title FROM entity AS o JOIN audience_within AS w ON w.narrow_id = e.audience_id AND w.wide_id = o.audience_id
    WHERE o.entity_id = cm.entity_id ORDER BY o.records DESC, o.audience_id LIMIT 1
) AS c ON true
WHERE e.entity_id = ANY(%(entities)s) AND h.undone_at IS NULL AND h.accepted_at IS NULL AND (h.back_on IS NULL OR h.back_on > %(today)s)
  AND NOT EXISTS (SELECT FROM handover AS n WHERE n.record_id = h.record_id AND n.client_id = h.client_id AND n.id > h.id AND n.undone_at IS NULL)
ORDER BY e.entity_id, e.audience_id, h.id
