-- Who was told that something moved: the later promise in place of an earlier one, with whom it was given to; and our own mails to these clients since the day began.
SELECT jsonb_build_object(
    'promises', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('was', p.key, 'key', n.key, 'at', n.said_at, 'due', n.due_at, 'thing', n.entity_id,
                                                     'to', coalesce(o.title, '')) ORDER BY n.said_at, n.key), '[]')
        FROM promise AS p
        JOIN promise AS n ON n.key = p.superseded_by AND n.audience_id = ANY(%(seen_by)s)
        LEFT JOIN LATERAL (SELECT e.title FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
                           WHERE m.record_id = n.to_id ORDER BY e.records DESC, e.audience_id LIMIT 1) AS o ON true
        WHERE p.key = ANY(%(keys)s::uuid[])),
    'mails', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('client', x.client_id, 'thing', x.entity_id, 'at', x.at, 'title', x.title, 'body', x.body, 'to', x.told)
                                  ORDER BY x.at DESC, x.entity_id), '[]')
        FROM (
            SELECT DISTINCT ON (t.client_id, t.entity_id) t.client_id, t.entity_id, t.at, v.title, left(v.body, 6000) AS body,
                   ARRAY(SELECT DISTINCT p.title FROM link AS k JOIN member AS m ON m.record_id = k.target_id
                         JOIN entity AS p ON p.entity_id = m.entity_id AND p.standing <> 'staff' AND p.audience_id = ANY(%(seen_by)s)
                         WHERE k.record_id = t.record_id AND k.role IN ('recipient', 'copied') ORDER BY 1) AS told
            FROM timeline AS t
            JOIN record AS r ON r.id = t.record_id
            JOIN version AS v ON v.record_id = r.id AND v.number = r.version
            WHERE t.client_id = ANY(%(clients)s::bigint[]) AND t.kind = 'message' AND t.what = 'wrote' AND t.at >= %(start)s AND t.at <= %(now)s
              AND t.audience_id = ANY(%(seen_by)s) AND NOT coalesce((v.fields->>'automatic')::boolean, false)
              AND EXISTS (SELECT FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.standing = 'staff' AND e.audience_id = ANY(%(seen_by)s)
                          WHERE m.record_id = t.actor_id)
            ORDER BY t.client_id, t.entity_id, t.record_id) AS x
        WHERE cardinality(x.told) > 0)
)::text
