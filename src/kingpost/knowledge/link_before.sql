-- Whom earlier versions of the batch's records pointed at and the present one does not (a record that is gone points at nothing): so that a
-- dated page finds what was a client's then. Only records with a past have rows.
WITH past AS MATERIALIZED (
    SELECT b.record_id, b.live, r.version AS number FROM batch AS b JOIN record AS r ON r.id = b.record_id
    WHERE r.version > 1 OR r.gone_at IS NOT NULL AND r.version IS NOT NULL
), said AS MATERIALIZED (
    SELECT p.record_id, p.live AND v.number = p.number AS now, ref.role, t.id AS target_id
    FROM past AS p
    JOIN version AS v ON v.record_id = p.record_id
    CROSS JOIN LATERAL unnest(v.ref_roles, v.ref_keys) AS ref(role, key)
    JOIN record AS t ON t.key = ref.key
), wanted AS MATERIALIZED (
    SELECT record_id, role, target_id FROM said GROUP BY record_id, role, target_id HAVING NOT bool_or(now)
), gone AS (
    DELETE FROM link_before AS o USING batch AS b
    WHERE o.record_id = b.record_id
      AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.record_id, w.role, w.target_id) = (o.record_id, o.role, o.target_id))
)
INSERT INTO link_before (record_id, role, target_id) SELECT record_id, role, target_id FROM wanted ON CONFLICT DO NOTHING
