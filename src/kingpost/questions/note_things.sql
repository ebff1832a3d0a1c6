-- What a status note is about: the work of a client, or what is inside one project, as far as everyone may know it. Open things, those the last note
-- knew, and what ended since: a comment on what was closed before is no end, nor is what says itself that it ended before (a date counts to its end).
WITH own AS (
    SELECT r.id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = %(about)s
), inside AS (
    SELECT c.record_id FROM client_of AS c WHERE %(kind)s = 'client' AND c.client_id = %(about)s AND c.kind = ANY(%(kinds)s)
    UNION SELECT o.id FROM own AS o WHERE %(kind)s = 'project'
    UNION SELECT l.record_id FROM own AS o JOIN link AS l ON l.target_id = o.id AND l.role IN ('project', 'parent') WHERE %(kind)s = 'project'
    UNION SELECT k.record_id FROM own AS o JOIN project_link AS k ON k.project_id = o.id WHERE %(kind)s = 'project'
), chosen AS (
    SELECT m.entity_id, array_agg(r.id ORDER BY r.id) AS records
    FROM inside AS i JOIN record AS r ON r.id = i.record_id AND r.gone_at IS NULL AND r.kind = ANY(%(kinds)s) AND r.audience_id = ANY(%(seen_by)s)
    JOIN member AS m ON m.record_id = r.id
    GROUP BY m.entity_id
)
SELECT e.entity_id, c.records, e.kind, e.title, e.golden::text, e.open IS NOT FALSE, e.due
FROM chosen AS c
JOIN LATERAL (SELECT * FROM entity WHERE entity.entity_id = c.entity_id AND entity.audience_id = ANY(%(seen_by)s) ORDER BY records DESC LIMIT 1) AS e ON true
WHERE e.open IS NOT FALSE OR c.records && %(known)s::bigint[] OR (
    e.at >= %(since)s
    AND NOT EXISTS (
        SELECT FROM unnest(ARRAY['closed_at', 'resolved_at', 'completed_at']) AS f(name)
        WHERE due_moment(jsonb_build_object('due_at', e.golden->>f.name), %(zone)s) < %(since)s)
    AND NOT EXISTS (
        SELECT FROM unnest(c.records) AS k(id)
        JOIN LATERAL (SELECT o.number FROM version AS o WHERE o.record_id = k.id AND coalesce(o.valid_from, o.learned) < %(since)s
                      ORDER BY o.number DESC LIMIT 1) AS b ON true
        WHERE NOT EXISTS (SELECT FROM version AS v WHERE v.record_id = k.id AND v.number >= b.number AND is_open(v.fields))))
ORDER BY e.due NULLS LAST, e.entity_id
LIMIT %(limit)s
