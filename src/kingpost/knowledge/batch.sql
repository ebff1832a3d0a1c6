-- The records of a batch of entities, for every step of this run: read once, joined many times. Temporary, so private to the connection.
CREATE TEMPORARY TABLE IF NOT EXISTS batch (
    record_id bigint PRIMARY KEY, entity_id bigint, audience_id bigint, version int, kind text, live boolean, mention boolean, joined boolean
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS link_wanted (record_id bigint, role text, target_id bigint, why text) ON COMMIT DELETE ROWS;
DELETE FROM batch;
DELETE FROM link_wanted;
INSERT INTO batch
SELECT r.id, m.entity_id, r.audience_id, r.version, r.kind, r.gone_at IS NULL AND r.version IS NOT NULL, r.native_key IS NULL,
       count(*) OVER (PARTITION BY m.entity_id) > 1
FROM unnest(%(entities)s::bigint[]) AS e(entity_id)
JOIN member AS m USING (entity_id)
JOIN record AS r ON r.id = m.record_id;
ANALYZE batch
