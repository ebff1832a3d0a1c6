-- What these mails are about, as an audience may know it: in their order, (client, its name, whether they name a ticket, an order or a project, or stand on a ticket). The client is the mail's own, else the only one its words name.
SELECT c.entity_id, coalesce(c.title, ''),
       EXISTS (SELECT FROM link AS l WHERE l.record_id = a.record_id AND l.role IN ('about', 'ticket', 'agreement', 'project'))
       OR EXISTS (SELECT FROM record AS r WHERE r.id = a.record_id AND r.kind = 'ticket')
FROM unnest(%(records)s::bigint[], %(audiences)s::bigint[], %(clients)s::bigint[], %(texts)s::text[]) WITH ORDINALITY AS a(record_id, audience_id, client_id, text, place)
LEFT JOIN LATERAL (
    SELECT min(e.entity_id) AS entity_id, min(e.title) AS title
    FROM entity AS e JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = e.audience_id
    WHERE e.kind = 'client' AND e.standing = 'client'
      AND CASE WHEN a.client_id > 0 THEN e.entity_id = a.client_id ELSE length(e.title) >= 4 AND names(a.text, e.title) END
    HAVING count(DISTINCT e.entity_id) = 1
) AS c ON true
ORDER BY a.place
