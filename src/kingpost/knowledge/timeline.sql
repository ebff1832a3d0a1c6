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
), held AS MATERIALIZED (
    SELECT t.* FROM batch AS b JOIN timeline AS t USING (record_id)
), compared AS MATERIALIZED (  -- so that a new row is simply put in: as a conflict that might arise it costs a third more
    SELECT w.*, h.record_id IS NOT NULL AS there,
           (w.at, w.entity_id, w.audience_id, w.kind, w.what, w.text, w.actor_id)
           IS DISTINCT FROM (h.at, h.entity_id, h.audience_id, h.kind, h.what, h.text, h.actor_id) AS differs
    FROM wanted AS w LEFT JOIN held AS h USING (record_id, number, client_id)
), gone AS (
    DELETE FROM timeline AS t
    USING (SELECT record_id, number, client_id FROM held EXCEPT SELECT record_id, number, client_id FROM wanted) AS old
    WHERE (t.record_id, t.number, t.client_id) = (old.record_id, old.number, old.client_id)
), altered AS (
    INSERT INTO timeline (record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id)
    SELECT record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id FROM compared WHERE there AND differs
    ON CONFLICT (record_id, number, client_id) DO UPDATE
    SET at = excluded.at, entity_id = excluded.entity_id, audience_id = excluded.audience_id, kind = excluded.kind, what = excluded.what,
        text = excluded.text, actor_id = excluded.actor_id
)
INSERT INTO timeline (record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id)
SELECT record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id FROM compared WHERE NOT there
