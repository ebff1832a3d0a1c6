-- Meetings that begin in a stretch of time, whole days in one of their own (``first``, ``last``), each once, with their clients and people.
WITH taken AS (
    SELECT DISTINCT ON (m.entity_id, o.starts_at) m.entity_id, o.record_id, o.starts_at, o.ends_at, o.all_day
    FROM occurrence AS o
    JOIN record AS r ON r.id = o.record_id AND r.audience_id = ANY(%(seen_by)s) AND r.gone_at IS NULL
    JOIN member AS m ON m.record_id = o.record_id
    WHERE o.starts_at >= least(%(start)s, %(first)s) AND o.starts_at < greatest(%(end)s, %(last)s)
      AND CASE WHEN o.all_day THEN o.starts_at >= %(first)s AND o.starts_at < %(last)s ELSE o.starts_at >= %(start)s AND o.starts_at < %(end)s END
      AND (%(client)s::bigint IS NULL OR EXISTS (SELECT FROM client_of AS c WHERE c.record_id = o.record_id AND c.client_id = %(client)s))
      AND (%(person)s::text IS NULL OR EXISTS (
              SELECT FROM link AS l JOIN match_key AS k ON k.record_id = l.target_id
              WHERE l.record_id = o.record_id AND l.role IN ('attendee', 'organiser') AND k.key = %(person)s))
      AND (%(absences)s OR NOT EXISTS (SELECT FROM link AS w WHERE w.record_id = o.record_id AND w.role = 'away'))
    ORDER BY m.entity_id, o.starts_at, o.record_id
)
SELECT t.entity_id, e.title, t.starts_at, t.ends_at, t.all_day,
       ARRAY(SELECT DISTINCT c.title FROM client_of AS k JOIN entity AS c ON c.entity_id = k.client_id AND c.audience_id = ANY(%(seen_by)s)
             WHERE k.record_id = t.record_id ORDER BY 1),
       ARRAY(SELECT DISTINCT k.client_id FROM client_of AS k JOIN entity AS c ON c.entity_id = k.client_id AND c.audience_id = ANY(%(seen_by)s)
             WHERE k.record_id = t.record_id ORDER BY 1),
       ARRAY(SELECT DISTINCT p.title FROM link AS l JOIN member AS pm ON pm.record_id = l.target_id
             JOIN entity AS p ON p.entity_id = pm.entity_id AND p.audience_id = ANY(%(seen_by)s)
             WHERE l.record_id = t.record_id AND l.role IN ('attendee', 'organiser') ORDER BY 1),
       coalesce(e.golden->>'location', '')
FROM taken AS t
JOIN LATERAL (SELECT title, golden FROM entity WHERE entity.entity_id = t.entity_id AND entity.audience_id = ANY(%(seen_by)s)
              ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
ORDER BY t.starts_at, t.entity_id
LIMIT %(limit)s
