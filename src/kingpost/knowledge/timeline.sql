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
), gone AS (
    DELETE FROM timeline AS t
    USING (SELECT record_id, number, client_id FROM held EXCEPT SELECT record_id, number, client_id FROM wanted) AS old
    WHERE (t.record_id, t.number, t.client_id) = (old.record_id, old.number, old.client_id)
), changed AS (
    SELECT record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id FROM wanted
    EXCEPT  -- never a join: nothing is known of how many rows either has, and a nested loop over both takes minutes
    SELECT record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id FROM held
)
INSERT INTO timeline (record_id, number, client_id, at, entity_id, audience_id, kind, what, text, actor_id)
SELECT * FROM changed
ON CONFLICT (record_id, number, client_id) DO UPDATE SET
    at = excluded.at, entity_id = excluded.entity_id, audience_id = excluded.audience_id, kind = excluded.kind, what = excluded.what,
    text = excluded.text, actor_id = excluded.actor_id
