-- The client list as of a day: the last happening up to it, work that was open then. Names and owners are put right by asof.py, which leaves out who was not
-- there yet: ``behind`` (a client, 0: none) goes on behind it.
WITH listed AS (
    SELECT DISTINCT ON (entity_id) entity_id, title, golden
    FROM entity
    WHERE kind = 'client' AND standing = 'client' AND audience_id = ANY(%(seen_by)s) AND title ILIKE %(letters)s
    ORDER BY entity_id, records DESC, audience_id
), page AS (
    SELECT * FROM listed
    WHERE %(behind)s = 0 OR (lower(title), entity_id) > (SELECT lower(title), entity_id FROM listed WHERE entity_id = %(behind)s)
    ORDER BY lower(title), entity_id LIMIT %(limit)s
), worked AS (
    SELECT c.client_id, count(DISTINCT e.entity_id) AS open_work, count(DISTINCT e.entity_id) FILTER (WHERE e.due < %(to)s) AS overdue
    FROM entity AS e
    JOIN member AS m ON m.entity_id = e.entity_id
    JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN client_of AS c ON c.record_id = r.id
    WHERE e.kind IN ('ticket', 'task', 'project', 'invoice', 'agreement') AND e.kind IN ('ticket', 'task', 'project') AND e.audience_id = ANY(%(seen_by)s)
      AND tstzrange(e.open_from, coalesce(e.open_to, 'infinity'), '[]') @> %(true_at)s::timestamptz
      AND (e.open OR coalesce(earliest(ARRAY[e.golden->>'resolved_at', e.golden->>'completed_at', e.golden->>'closed_at']), 'infinity') > %(to)s)
      AND (NOT %(known)s OR EXISTS (SELECT FROM version AS v WHERE v.record_id = c.record_id AND v.learned <= %(known_at)s))
    GROUP BY c.client_id
)
SELECT l.entity_id, l.title, coalesce(l.golden->>'owner_name', ''), t.at, concat_ws(' ', p.title, t.text), coalesce(w.open_work, 0), coalesce(w.overdue, 0)
FROM page AS l
LEFT JOIN LATERAL (
    SELECT at, text, actor_id FROM timeline
    WHERE client_id = l.entity_id AND audience_id = ANY(%(seen_by)s) AND at <= %(until)s
      AND (NOT %(known)s OR EXISTS (SELECT FROM version AS v WHERE v.record_id = timeline.record_id AND v.learned <= %(known_at)s))
    ORDER BY at DESC LIMIT 1
) AS t ON true
LEFT JOIN LATERAL (
    SELECT e.title FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.record_id = t.actor_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS p ON true
LEFT JOIN worked AS w ON w.client_id = l.entity_id
ORDER BY lower(l.title), l.entity_id
