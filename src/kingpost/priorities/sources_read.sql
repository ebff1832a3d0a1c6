-- The systems that were read whole once and are not paused: when they were last read without an error, the last error, what is missing by their last proof.
SELECT s.audience_id, s.key, s.title, coalesce(g.ended_at, s.loaded_at), coalesce(r.error, ''), coalesce(c.missing, 0), coalesce(c.counted, 0), s.loaded_at, s.started_at
FROM system AS s
LEFT JOIN LATERAL (SELECT ended_at FROM sync_run WHERE system_id = s.id AND ended_at IS NOT NULL AND error = '' ORDER BY id DESC LIMIT 1) AS g ON true
LEFT JOIN LATERAL (SELECT error FROM sync_run WHERE system_id = s.id AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1) AS r ON true
LEFT JOIN LATERAL (
    SELECT sum(missing)::int AS missing, sum(held + missing)::int AS counted FROM completeness WHERE completeness.system_id = s.id
) AS c ON true
WHERE s.loaded_at IS NOT NULL AND s.paused_at IS NULL
ORDER BY s.id
