SELECT s.entity_id, s.kind, e.title, s.at, s.what, s.text, s.client_id, CASE WHEN c.standing = 'client' THEN c.title ELSE '' END, coalesce(a.title, ''),
       CASE WHEN s.went = 'grouped' THEN coalesce(f.title, '')
            WHEN s.settled = 'handled' THEN 'somebody had handled it already'
            WHEN s.settled = 'decided' THEN 'somebody decided about it'
            WHEN s.settled = 'gone' THEN 'settled: what was wrong is right again'
            WHEN s.settled = 'ran_out' THEN 'flagged, and left until it was history'
            WHEN s.settled = 'snoozed' THEN 'put aside by somebody'
            WHEN s.settled IS NOT NULL THEN 'somebody said it does not belong there'
            WHEN n.service IS NOT NULL THEN 'a notification from ' || n.service
            WHEN e.golden->>'bulk' = 'true' THEN 'sent to many'
            WHEN e.golden->>'automatic' = 'true' THEN 'written by a system'
            WHEN EXISTS (SELECT FROM member AS um JOIN signal AS u ON u.evidence @> ARRAY[um.record_id] AND u.closed_at IS NULL WHERE um.entity_id = s.entity_id
                         AND u.rule = 'unheard' AND NOT u.opens AND u.audience_id = ANY(%(seen_by)s)) THEN 'unlike all before it, but more came that day than are shown'
            WHEN a.ours THEN 'done by us'
            WHEN s.kind = 'message' AND coalesce(c.standing, '') <> 'client' THEN 'from nobody we work for'
            ELSE 'in order: no rule found anything in it' END, coalesce(s.flag_id, 0)
FROM (SELECT * FROM sorted WHERE went = %(went)s ORDER BY at DESC, entity_id, what LIMIT %(limit)s OFFSET %(offset)s) AS s
LEFT JOIN LATERAL (SELECT title, golden FROM entity WHERE entity.entity_id = s.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                   ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
LEFT JOIN LATERAL (SELECT title, standing FROM entity WHERE entity.entity_id = s.client_id AND entity.audience_id = ANY(%(seen_by)s)
                   ORDER BY records DESC, audience_id LIMIT 1) AS c ON true
LEFT JOIN LATERAL (
    SELECT p.title, p.standing = 'staff' AS ours
    FROM member AS m JOIN entity AS p ON p.entity_id = m.entity_id AND p.audience_id = ANY(%(seen_by)s)
    WHERE m.record_id = s.actor_id ORDER BY p.records DESC, p.audience_id LIMIT 1
) AS a ON true
LEFT JOIN shown AS f ON f.id = s.flag_id
LEFT JOIN notice AS n ON n.record_id = s.record_id
ORDER BY s.at DESC, s.entity_id, s.what
