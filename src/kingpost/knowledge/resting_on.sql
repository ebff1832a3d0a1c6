-- Entities whose client follows from these records, or from others of the same entity.
SELECT DISTINCT m.entity_id
FROM record AS r
JOIN member AS rm ON rm.record_id = r.id
JOIN member AS sibling ON sibling.entity_id = rm.entity_id
JOIN link AS l ON l.target_id = sibling.record_id
JOIN member AS m ON m.record_id = l.record_id
WHERE r.id = ANY(%(records)s)
  AND l.role IN ('client', 'buyer', 'employer', 'project', 'ticket', 'agreement', 'about', 'parent', 'requester', 'sender', 'recipient', 'copied', 'attendee',
                 'organiser', 'author', 'thread')
