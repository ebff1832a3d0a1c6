-- Entities outside the batch whose client follows from these records, or from others of the same entity.
SELECT DISTINCT m.entity_id
FROM (SELECT DISTINCT entity_id FROM batch WHERE record_id = ANY(%(records)s)) AS e
JOIN member AS sibling ON sibling.entity_id = e.entity_id
JOIN link AS l ON l.target_id = sibling.record_id
JOIN member AS m ON m.record_id = l.record_id
WHERE l.role IN ('client', 'buyer', 'employer', 'project', 'ticket', 'agreement', 'about', 'parent', 'requester', 'sender', 'recipient', 'copied', 'attendee',
                 'organiser', 'author', 'thread')
  AND NOT EXISTS (SELECT FROM batch AS b WHERE b.entity_id = m.entity_id)
