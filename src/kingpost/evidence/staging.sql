-- Where a page waits between COPY and the one statement that takes it in. Temporary, so unlogged and private to the connection. Rows up to a
-- block are not compressed on this short way.
CREATE TEMPORARY TABLE IF NOT EXISTS staging (
    key uuid, kind text, remote_id text, native_kind text, native_id text, native_key uuid, raw_hash uuid, hash uuid, weight int,
    via_key uuid, title text, fields jsonb, body text, url text, valid_from timestamptz, ref_roles text, ref_keys uuid[],
    happenings jsonb, raw bytea, labels text, large int
) WITH (toast_tuple_target = 8160) ON COMMIT DELETE ROWS
;
DELETE FROM staging
