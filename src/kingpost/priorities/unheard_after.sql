-- Threads and tickets of what people wrote since %(since)s and is to be judged again: what came after a letter that was noticed, or is no longer, as it is no measure while somebody sees
-- to it; and what came after ``moved``, when letters were written that were not here, or said something else, when it was judged: not what was judged with them.
SELECT DISTINCT m.entity_id
FROM wording AS o
LEFT JOIN LATERAL (SELECT target_id FROM link AS l WHERE l.record_id = o.record_id AND l.role = 'thread' AND o.number = 0 ORDER BY target_id LIMIT 1) AS t ON true
JOIN member AS m ON m.record_id = coalesce(t.target_id, o.record_id)
WHERE o.writer = ANY(ARRAY['ours', 'client', 'other']) AND o.at > %(since)s
  AND (o.at > (SELECT min(s.since) FROM signal AS s WHERE s.id = ANY(%(signals)s::bigint[]))
       OR o.at > %(moved)s::timestamptz AND m.entity_id <> ALL(%(judged)s::bigint[]))
