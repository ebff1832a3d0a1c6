-- A staged page becomes records and versions. Returns the ids of records that have a new version.
-- Rows without a hash are only pointed at: they make a record to hold on to, and never change one.
-- Rows without a native key are mentions: they never replace what the system itself says about that thing, and among mentions
-- the one that says more stays, whatever the order they came in (a weight of -1 always replaces).
WITH landed AS (
    INSERT INTO record AS r (system_id, audience_id, kind, remote_id, key, native_kind, native_id, native_key, raw_hash, hash,
                             version, weight)
    SELECT %(system)s, %(audience)s, kind, remote_id, key, native_kind, native_id, native_key, raw_hash, hash,
           CASE WHEN hash IS NOT NULL THEN 1 END, weight
    FROM staging
    ON CONFLICT (key) DO UPDATE SET
        native_kind = coalesce(excluded.native_kind, r.native_kind),
        native_id = coalesce(excluded.native_id, r.native_id),
        native_key = coalesce(excluded.native_key, r.native_key),
        raw_hash = coalesce(excluded.raw_hash, r.raw_hash),
        hash = excluded.hash,
        weight = excluded.weight,
        gone_at = NULL,
        version = CASE WHEN r.hash IS DISTINCT FROM excluded.hash OR r.gone_at IS NOT NULL OR r.native_key IS NULL AND excluded.native_key IS NOT NULL
                       THEN coalesce(r.version, 0) + 1 ELSE r.version END
    WHERE excluded.hash IS NOT NULL
      AND (excluded.native_key IS NOT NULL
           OR r.native_key IS NULL AND (r.version IS NULL OR r.gone_at IS NOT NULL OR excluded.weight = -1
                                        OR (excluded.weight, excluded.hash) > (r.weight, r.hash)))
    RETURNING r.id, r.key, new.version AS number, old.version AS was
), kept AS (
    INSERT INTO version (record_id, number, learned, valid_from, translator, writeback, via, title, fields, body, url,
                         ref_roles, ref_keys, happenings, raw)
    SELECT l.id, l.number, %(now)s, s.valid_from, %(translator)s, %(writeback)s, via.id, s.title, s.fields, s.body, s.url,
           string_to_array(s.ref_roles, ','), s.ref_keys, s.happenings, s.raw
    FROM landed AS l
    JOIN staging AS s USING (key)
    LEFT JOIN landed AS via ON via.key = s.via_key
    WHERE l.number IS DISTINCT FROM l.was
    RETURNING record_id
)
SELECT record_id FROM kept
