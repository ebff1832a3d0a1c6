-- Meetings that began between two moments, each once: with any of us, or with one person. Whole days and what was called off interrupt nobody.
SELECT DISTINCT ON (m.entity_id, o.starts_at) o.starts_at, 'meeting', '', '', m.entity_id, v.title, '', false
FROM occurrence AS o
JOIN record AS r ON r.id = o.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN member AS m ON m.record_id = r.id
WHERE o.starts_at >= %(start)s AND o.starts_at < %(end)s AND NOT o.all_day
  AND coalesce(lower(v.fields->>'status'), '') NOT IN ('cancelled', 'canceled')
  AND EXISTS (
      SELECT FROM link AS l JOIN member AS p ON p.record_id = l.target_id
      WHERE l.record_id = r.id AND l.role IN ('attendee', 'organiser')
        AND CASE WHEN %(person)s::bigint IS NULL THEN EXISTS (SELECT FROM entity AS e WHERE e.entity_id = p.entity_id AND e.standing = 'staff')
                 ELSE p.entity_id = %(person)s END)
ORDER BY m.entity_id, o.starts_at, o.record_id
