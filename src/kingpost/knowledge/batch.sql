-- The records of a batch of entities with what they say, for every step of this run: read once, joined many times. Temporary, so private to
-- the connection; rows up to a block are not compressed.
CREATE TEMPORARY TABLE IF NOT EXISTS batch (
    record_id bigint PRIMARY KEY, entity_id bigint, audience_id bigint, kind text, live boolean, mention boolean, joined boolean,
    title text, fields jsonb, at timestamptz, ref_roles text[], ref_keys uuid[], happenings jsonb
) WITH (toast_tuple_target = 8160) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS link_wanted (record_id bigint, role text, target_id bigint, why text) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS employer_changed (record_id bigint) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS client_changed (record_id bigint, step int, client_id bigint, lost boolean) ON COMMIT DELETE ROWS;
DELETE FROM batch;
DELETE FROM link_wanted;
DELETE FROM employer_changed;
DELETE FROM client_changed;
INSERT INTO batch
SELECT r.id, r.entity_id, r.audience_id, r.kind, r.gone_at IS NULL AND r.version IS NOT NULL, r.native_key IS NULL, r.records > 1,
       v.title, v.fields, v.valid_from, v.ref_roles, v.ref_keys, v.happenings
FROM (
    SELECT record.*, m.entity_id, count(*) OVER (PARTITION BY m.entity_id) AS records
    FROM unnest(%(entities)s::bigint[]) AS e(entity_id)
    JOIN member AS m USING (entity_id)
    JOIN record ON record.id = m.record_id
) AS r
LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
