-- A staged page becomes records and versions. Returns the ids of records that have a new version.
-- Rows without a hash are only pointed at: they make a record to hold on to, and never change one.
-- Rows without a native key are mentions: they never replace what the system itself says about that thing, and among mentions
-- the one that says more stays, whatever the order they came in (a weight of -1 always replaces).
WITH landed AS (
    MERGE INTO record AS r
    USING staging AS s ON r.key = s.key
    WHEN NOT MATCHED THEN
        INSERT (system_id, audience_id, kind, remote_id, key, native_kind, native_id, native_key, raw_hash, hash, version, weight,
                labels, too_large)
        VALUES (%(system)s, %(audience)s, s.kind, s.remote_id, s.key, s.native_kind, s.native_id, s.native_key, s.raw_hash, s.hash,
                CASE WHEN s.hash IS NOT NULL THEN 1 END, s.weight,
                string_to_array(s.labels, E'\x1f'), s.large = 1)
    WHEN MATCHED AND s.hash IS NOT NULL
         AND (s.native_key IS NOT NULL
              OR r.native_key IS NULL AND (r.version IS NULL OR r.gone_at IS NOT NULL OR s.weight = -1 OR (s.weight, s.hash) > (r.weight, r.hash))) THEN
        UPDATE SET
            native_kind = coalesce(s.native_kind, r.native_kind),
            native_id = coalesce(s.native_id, r.native_id),
            native_key = coalesce(s.native_key, r.native_key),
            raw_hash = coalesce(s.raw_hash, r.raw_hash),
            hash = s.hash,
            weight = s.weight,
            labels = coalesce(string_to_array(s.labels, E'\x1f'), r.labels),
            too_large = coalesce(s.large = 1, r.too_large),
            gone_at = NULL,
            version = CASE WHEN r.hash IS DISTINCT FROM s.hash OR r.gone_at IS NOT NULL OR r.native_key IS NULL AND s.native_key IS NOT NULL
                           THEN coalesce(r.version, 0) + 1 ELSE r.version END
    RETURNING r.id, s.key, new.version AS number, old.version AS was, s.valid_from, s.via_key, s.title, s.fields, s.body, s.url, s.ref_roles,
              s.ref_keys, s.happenings, s.raw
)
INSERT INTO version (record_id, number, learned, valid_from, translator, writeback, via, title, fields, body, url, ref_roles, ref_keys, happenings, raw)
SELECT l.id, l.number, %(now)s, l.valid_from, %(translator)s, %(writeback)s, via.id, l.title, l.fields, l.body, l.url,
       string_to_array(l.ref_roles, ','), l.ref_keys, l.happenings, l.raw
FROM landed AS l
LEFT JOIN (SELECT id, key FROM landed) AS via ON via.key = l.via_key
WHERE l.number IS DISTINCT FROM l.was
RETURNING record_id
