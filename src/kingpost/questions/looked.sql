-- The connected systems a reader may see that hold one of these kinds, or that may and were never read to the end: complete or not, and as of when.
SELECT s.title,
       s.loaded_at IS NOT NULL AND s.paused_at IS NULL AND coalesce(n.error, '') = ''
       AND EXISTS (SELECT FROM completeness AS c WHERE c.system_id = s.id)
       AND NOT EXISTS (SELECT FROM completeness AS c WHERE c.system_id = s.id AND c.missing + c.surplus > 0)
       AND NOT EXISTS (SELECT FROM quarantine AS q WHERE q.system_id = s.id AND q.settled_at IS NULL),
       (SELECT min(c.as_of) FROM completeness AS c WHERE c.system_id = s.id)
FROM system AS s
LEFT JOIN LATERAL (SELECT error FROM sync_run WHERE system_id = s.id AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1) AS n ON true
WHERE s.audience_id = ANY(%(seen_by)s) AND s.disconnected_at IS NULL
  AND (s.loaded_at IS NULL OR s.kinds && %(kinds)s::text[])
ORDER BY s.title, s.id
