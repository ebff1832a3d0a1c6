-- Lock a stage's bookmark and read the next changes behind it, those alone that the stages it comes after have worked off: each ref once, at its last
-- place in the block of positions the first of them lies in. So a client on whom ten thousand things rest is worked out once a block, not with each of
-- them, and no ref is passed over for ever. No row: it has no bookmark yet, or another worker holds it, or one it keeps apart from. One row without a position:
-- nothing waits.
WITH others AS MATERIALIZED (
    SELECT stage FROM bookmark WHERE stage = ANY(%(apart)s::text[]) FOR UPDATE SKIP LOCKED
), held AS MATERIALIZED (
    SELECT position, coalesce((SELECT min(b.position) FROM bookmark AS b WHERE b.stage = ANY(%(after)s::text[])), 9223372036854775807) AS until
    FROM bookmark
    WHERE stage = %(stage)s AND (SELECT count(*) FROM others) = (SELECT count(*) FROM bookmark AS b WHERE b.stage = ANY(%(apart)s::text[]))
    FOR UPDATE SKIP LOCKED
)
SELECT c.position, c.ref
FROM held AS h
LEFT JOIN LATERAL (
    SELECT max(w.position) AS position, w.ref
    FROM change AS w
    WHERE w.stream = %(stream)s AND w.position > h.position AND w.position <= h.until
      AND w.position < ((SELECT f.position FROM change AS f WHERE f.stream = %(stream)s AND f.position > h.position ORDER BY f.position LIMIT 1)
                        / %(block)s + 1) * %(block)s
    GROUP BY w.ref
    ORDER BY 1
    LIMIT %(batch)s
) AS c ON true
ORDER BY c.position
