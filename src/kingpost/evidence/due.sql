-- Systems to read now, each with the start of its last run if that was interrupted: it has no end, and nobody holds the lock of a running one.
SELECT s.id, CASE WHEN r.ended_at IS NULL THEN r.started_at END
FROM system AS s
LEFT JOIN LATERAL (SELECT started_at, ended_at, retry_at FROM sync_run WHERE system_id = s.id ORDER BY id DESC LIMIT 1) AS r ON true
WHERE s.paused_at IS NULL
  AND CASE
      WHEN r.started_at IS NULL THEN true
      WHEN r.ended_at IS NULL THEN NOT EXISTS (
          SELECT FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database AND d.datname = current_database()
          WHERE l.locktype = 'advisory' AND l.granted AND l.classid = hashtext(current_schema())::oid AND l.objid = hashtext('sync:' || s.id)::oid)
      ELSE r.started_at > %(now)s OR coalesce(r.retry_at, r.started_at + make_interval(secs => s.every_seconds)) <= %(now)s
      END
ORDER BY s.id
