-- Threads and tickets to judge again because of these entities: those that mails among them are in, as an answer changes how what it answers stands; what was written since %(since)s
-- where people's words are among them (what is noticed of one is no measure for others while somebody sees to it): what came after a letter that was not read when it was judged, as a
-- system that lags behind tells of it late, else all of it; and what names a client among them.
WITH written AS MATERIALIZED (
    SELECT r.id AS record_id, 0 AS number, v.valid_from AS at,
           v.fields->>'from' LIKE '%%@%%' AND coalesce(v.fields->>'automatic', '') <> 'true' AND coalesce(v.fields->>'bulk', '') <> 'true' AS kept
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.kind = 'message'
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    WHERE m.entity_id = ANY(%(entities)s::bigint[])
    UNION ALL
    SELECT record_id, number, at, true FROM timeline
    WHERE entity_id = ANY(%(entities)s::bigint[]) AND kind = 'ticket' AND what IN ('commented', 'answered') AND text ~ '“.*”'
), late AS (
    SELECT min(w.at) AS at FROM written AS w
    WHERE w.kept AND NOT EXISTS (SELECT FROM wording AS o WHERE o.record_id = w.record_id AND o.number = w.number AND o.at = w.at)
    HAVING EXISTS (SELECT FROM written WHERE kept)
)
SELECT tm.entity_id FROM written AS w JOIN link AS l ON l.record_id = w.record_id AND l.role = 'thread' JOIN member AS tm ON tm.record_id = l.target_id
UNION
SELECT m.entity_id
FROM late JOIN wording AS o ON o.writer = ANY(ARRAY['ours', 'client', 'other']) AND o.at > greatest(late.at, %(since)s)
LEFT JOIN LATERAL (SELECT target_id FROM link AS l WHERE l.record_id = o.record_id AND l.role = 'thread' AND o.number = 0 ORDER BY target_id LIMIT 1) AS t ON true
JOIN member AS m ON m.record_id = coalesce(t.target_id, o.record_id)
UNION
SELECT m.entity_id
FROM entity AS e
JOIN wording AS o ON o.writer = ANY(ARRAY['ours', 'other']) AND o.at > %(since)s AND o.number = 0
JOIN record AS r ON r.id = o.record_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
     AND position(lower(e.title) IN lower(concat_ws(' ', v.title, v.fields->>'snippet'))) > 0
LEFT JOIN LATERAL (SELECT target_id FROM link AS l WHERE l.record_id = o.record_id AND l.role = 'thread' ORDER BY target_id LIMIT 1) AS t ON true
JOIN member AS m ON m.record_id = coalesce(t.target_id, o.record_id)
WHERE e.entity_id = ANY(%(entities)s::bigint[]) AND e.kind = 'client' AND e.standing = 'client' AND length(e.title) >= 4
