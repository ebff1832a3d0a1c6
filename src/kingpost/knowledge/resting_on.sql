-- Entities outside the batch whose client follows from records whose own client has changed. Records of one entity and audience share their clients; where an entity
-- has several audiences, what rests on its other records is looked at too, and likewise when a record has just come to such an entity.
WITH mixed AS (
    SELECT entity_id FROM batch WHERE joined GROUP BY entity_id HAVING count(DISTINCT audience_id) > 1
), changed AS (
    SELECT record_id FROM client_changed
    UNION
    SELECT b.record_id FROM batch AS b JOIN mixed USING (entity_id)
    WHERE EXISTS (SELECT FROM batch AS o WHERE o.entity_id = b.entity_id
                  AND (o.record_id IN (SELECT record_id FROM client_changed) OR o.record_id <> o.entity_id AND o.record_id = ANY(%(entities)s::bigint[])))
)
SELECT DISTINCT m.entity_id
FROM changed AS c
JOIN link AS l ON l.target_id = c.record_id
JOIN member AS m ON m.record_id = l.record_id
WHERE l.role IN ('client', 'buyer', 'employer', 'project', 'ticket', 'agreement', 'about', 'parent', 'requester', 'sender', 'recipient', 'copied', 'attendee',
                 'organiser', 'author', 'thread')
  AND NOT EXISTS (SELECT FROM batch AS b WHERE b.entity_id = m.entity_id)
