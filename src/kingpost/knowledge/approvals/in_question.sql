-- What must be compared again because these approvals changed: subjects whose places say different things, and what is in an open disagreement about one.
SELECT p.subject_id FROM approval_place AS p WHERE p.subject_id = ANY(%(subjects)s::bigint[]) GROUP BY p.subject_id HAVING count(DISTINCT p.state) > 1
UNION
SELECT unnest(d.entities) FROM disagreement AS d WHERE d.family = 'approval' AND d.closed_at IS NULL AND d.entities && %(subjects)s::bigint[]
