-- Which of these things are open, for each client they are about, and whom the records that say so may be shown to: in place of what we had.
WITH wanted AS MATERIALIZED (
    SELECT DISTINCT c.client_id, b.entity_id, b.audience_id
    FROM (SELECT DISTINCT e.entity_id FROM entity AS e WHERE e.open AND e.entity_id = ANY(%(entities)s::bigint[])) AS o
    JOIN batch AS b USING (entity_id)
    JOIN client_of AS c ON c.record_id = b.record_id
), gone AS (
    DELETE FROM open_work AS o
    WHERE o.entity_id = ANY(%(entities)s::bigint[])
      AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.client_id, w.entity_id, w.audience_id) = (o.client_id, o.entity_id, o.audience_id))
)
INSERT INTO open_work (client_id, entity_id, audience_id) SELECT client_id, entity_id, audience_id FROM wanted ON CONFLICT DO NOTHING
