-- Lock a stage's bookmark and read the next changes behind it, those alone that the stages it comes after have worked off. No row: it has no bookmark
-- yet, or another worker holds it. One row without a position: nothing waits.
WITH held AS MATERIALIZED (
    SELECT position FROM bookmark WHERE stage = %(stage)s FOR UPDATE SKIP LOCKED
)
SELECT c.position, c.ref
FROM held AS h
LEFT JOIN LATERAL (
    SELECT position, ref FROM change WHERE stream = %(stream)s AND position > h.position
    AND position <= coalesce((SELECT min(b.position) FROM bookmark AS b WHERE b.stage = ANY(%(after)s)), position) ORDER BY position LIMIT %(batch)s
) AS c ON true
ORDER BY c.position
