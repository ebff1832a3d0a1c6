-- What a status note is about: the work of a client, or what is inside one project, as far as everyone may know it. Open things, those the last note
-- knew, and what ended since.
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
WHERE e.open IS NOT FALSE OR c.records && %(known)s::bigint[] OR e.at >= %(since)s
ORDER BY e.due NULLS LAST, e.entity_id
LIMIT %(limit)s
