-- Things outside the batch that name these people; and, of those who turned into one of us or no longer are (few and seldom: all happenings are
-- walked through for them), the tickets and tasks on which they wrote.
WITH who AS MATERIALIZED (
    SELECT o.record_id, bool_or(p.id = ANY(%(turned)s::bigint[])) AS turned
    FROM unnest(%(people)s::bigint[]) AS p(id)
    LEFT JOIN member AS m ON m.record_id = p.id
    CROSS JOIN LATERAL (SELECT p.id AS record_id UNION SELECT record_id FROM member WHERE entity_id = m.entity_id) AS o
    GROUP BY o.record_id
), thing AS (
    SELECT l.record_id FROM who AS w CROSS JOIN LATERAL (SELECT record_id FROM link WHERE link.target_id = w.record_id OFFSET 0) AS l
    UNION
    SELECT record_id FROM timeline
    WHERE cardinality(%(turned)s::bigint[]) > 0 AND kind IN ('ticket', 'task') AND actor_id IN (SELECT record_id FROM who WHERE turned)
)
SELECT DISTINCT m.entity_id FROM thing JOIN member AS m USING (record_id)
WHERE m.entity_id NOT IN (SELECT entity_id FROM batch)
