INSERT INTO quarantine (system_id, stage, kind, remote_id, error, raw, raw_hash, native_key, first_at, last_at, times)
VALUES (%(system)s, %(stage)s, %(kind)s, %(remote_id)s, %(error)s, %(raw)s, %(raw_hash)s, %(native_key)s, %(now)s, %(now)s, 1)
ON CONFLICT (system_id, stage, kind, remote_id) DO UPDATE
SET error = excluded.error, raw = excluded.raw, raw_hash = excluded.raw_hash, last_at = excluded.last_at,
    times = quarantine.times + 1, settled_at = NULL
