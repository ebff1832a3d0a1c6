-- The happenings of the batch's records, once for each client they concern (client 0 when none), in place of those we had.
WITH wanted AS MATERIALIZED (
    SELECT b.record_id, h.number::smallint AS number, coalesce(c.client_id, 0) AS client_id, h.at, b.entity_id, b.audience_id, b.kind, h.what, h.text,
           a.id AS actor_id
    FROM batch AS b
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(b.happenings) AS (at timestamptz, what text, text text, actor uuid)) WITH ORDINALITY
        AS h(at, what, text, actor, number)
    LEFT JOIN record AS a ON a.key = h.actor
    LEFT JOIN client_of AS c ON c.record_id = b.record_id
    WHERE b.live AND b.happenings IS NOT NULL
), gone AS (
    DELETE FROM timeline AS t
    USING (
        SELECT t.record_id, t.number, t.client_id FROM batch AS b JOIN timeline AS t USING (record_id)
        EXCEPT
        SELECT record_id, number, client_id FROM wanted
    ) AS old
    WHERE (t.record_id, t.number, t.client_id) = (old.record_id, old.number, old.client_id)
)
INSERT INTO timeline AS t (record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id)
SELECT record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id FROM wanted
ON CONFLICT (record_id, number, client_id) DO UPDATE
SET at = excluded.at, entity_id = excluded.entity_id, audience_id = excluded.audience_id, kind = excluded.kind, what = excluded.what, text = excluded.text,
    actor_id = excluded.actor_id
WHERE (t.at, t.entity_id, t.audience_id, t.kind, t.what, t.text, t.actor_id)
      IS DISTINCT FROM (excluded.at, excluded.entity_id, excluded.audience_id, excluded.kind, excluded.what, excluded.text, excluded.actor_id)
