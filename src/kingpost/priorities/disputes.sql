-- For disagreements (number, client, audience): the next meeting with the client that audience may know of, and when the systems behind were connected.
SELECT a.id,
       (SELECT min(o.starts_at)
        FROM client_of AS c
        JOIN record AS r ON r.id = c.record_id AND r.gone_at IS NULL
        JOIN audience_within AS w ON w.narrow_id = a.audience AND w.wide_id = r.audience_id
        JOIN occurrence AS o ON o.record_id = r.id AND o.starts_at > %(now)s AND NOT o.all_day
        WHERE c.client_id = a.client AND c.kind = 'meeting'
          AND EXISTS (SELECT FROM link AS l JOIN client_of AS p ON p.record_id = l.target_id AND p.client_id = a.client AND p.kind = 'person'
                      WHERE l.record_id = r.id AND l.role IN ('attendee', 'organiser'))),
       (SELECT min(s.started_at) FROM record AS r JOIN system AS s ON s.id = r.system_id WHERE r.id = ANY(d.records))
FROM unnest(%(ids)s::bigint[], %(clients)s::bigint[], %(audiences)s::bigint[]) AS a(id, client, audience)
JOIN disagreement AS d ON d.id = a.id
