-- Things outside the batch that name these people, or on which they wrote.
WITH who AS MATERIALIZED (
    SELECT o.record_id
    FROM unnest(%(people)s::bigint[]) AS p(id) JOIN member AS m ON m.record_id = p.id JOIN member AS o ON o.entity_id = m.entity_id
    UNION
    SELECT unnest(%(people)s::bigint[])
), thing AS (
    SELECT l.record_id FROM who AS w CROSS JOIN LATERAL (SELECT record_id FROM link WHERE link.target_id = w.record_id OFFSET 0) AS l
    UNION
    SELECT record_id FROM timeline WHERE actor_id = ANY(SELECT record_id FROM who) AND kind IN ('ticket', 'task')
)
SELECT DISTINCT m.entity_id FROM thing JOIN member AS m USING (record_id)
WHERE m.entity_id NOT IN (SELECT entity_id FROM batch)
