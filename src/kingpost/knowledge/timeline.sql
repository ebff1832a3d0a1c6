-- The happenings of these records, once for each client they concern (client 0 when none), in place of those we had.
WITH wanted AS (
    SELECT r.id AS record_id, h.number, coalesce(c.client_id, 0) AS client_id, h.at, m.entity_id, r.audience_id, r.kind, h.what, h.text,
           a.id AS actor_id
    FROM record AS r
    JOIN member AS m ON m.record_id = r.id
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(v.happenings) AS (at timestamptz, what text, text text, actor uuid)) WITH ORDINALITY
        AS h(at, what, text, actor, number)
    LEFT JOIN record AS a ON a.key = h.actor
    LEFT JOIN client_of AS c ON c.record_id = r.id
    WHERE r.id = ANY(%(records)s) AND r.gone_at IS NULL AND v.happenings IS NOT NULL
), gone AS (
    DELETE FROM timeline AS t
    WHERE t.record_id = ANY(%(records)s)
      AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.record_id, w.number, w.client_id) = (t.record_id, t.number, t.client_id))
)
INSERT INTO timeline AS t (record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id)
SELECT record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id FROM wanted
ON CONFLICT (record_id, number, client_id) DO UPDATE SET
    at = excluded.at, entity_id = excluded.entity_id, audience_id = excluded.audience_id, kind = excluded.kind, what = excluded.what,
    text = excluded.text, actor_id = excluded.actor_id
WHERE (t.at, t.entity_id, t.audience_id, t.kind, t.what, t.text, t.actor_id)
      IS DISTINCT FROM (excluded.at, excluded.entity_id, excluded.audience_id, excluded.kind, excluded.what, excluded.text, excluded.actor_id)
