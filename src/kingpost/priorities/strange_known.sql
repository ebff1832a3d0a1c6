-- What was known when each of these mails came: whether one like it came before (a notice: of the same sender and shape; a letter: from the same domain), how many of
-- the sender's last notices there are and how many shapes they have, the first mail of a new shape shortly before, and the one client its words name.
SELECT r.id, CASE WHEN s.record_id IS NOT NULL THEN k.seen ELSE d.seen END, coalesce(b.total, 0), coalesce(b.distinct_shapes, 0), f.entity_id, c.client_id
FROM record AS r
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
LEFT JOIN shape AS s ON s.record_id = r.id
LEFT JOIN LATERAL (
    SELECT EXISTS (SELECT FROM shape AS o WHERE o.sender = s.sender AND o.shape = s.shape AND (o.at, o.record_id) < (s.at, s.record_id)) AS seen
) AS k ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS total, count(DISTINCT o.shape) AS distinct_shapes
    FROM (SELECT shape FROM shape AS o WHERE o.sender = s.sender AND o.at < s.at ORDER BY o.at DESC LIMIT %(most)s) AS o
) AS b ON NOT k.seen
LEFT JOIN LATERAL (
    SELECT m.entity_id
    FROM shape AS o JOIN member AS m ON m.record_id = o.record_id
    WHERE o.sender = s.sender AND o.at BETWEEN s.at - %(together)s AND s.at
      AND NOT EXISTS (SELECT FROM shape AS p WHERE p.sender = o.sender AND p.shape = o.shape AND (p.at, p.record_id) < (o.at, o.record_id))
    ORDER BY o.at, o.record_id LIMIT 1
) AS f ON NOT k.seen
LEFT JOIN LATERAL (
    SELECT EXISTS (SELECT FROM match_key AS key JOIN link AS l ON l.target_id = key.record_id AND l.role = 'sender' JOIN version AS ov ON ov.record_id = l.record_id
                   WHERE key.key = 'email:' || lower(v.fields->>'from') AND ov.number = 1 AND ov.valid_from < v.valid_from) AS seen
) AS d ON s.record_id IS NULL
LEFT JOIN LATERAL (
    SELECT CASE WHEN count(DISTINCT e.entity_id) = 1 THEN min(e.entity_id) END AS client_id
    FROM entity AS e
    WHERE e.kind = 'client' AND e.standing = 'client' AND length(e.title) >= 4
      AND position(lower(e.title) IN lower(v.title || ' ' || coalesce(v.fields->>'snippet', ''))) > 0
) AS c ON NOT coalesce(k.seen, false) AND NOT coalesce(d.seen, false)
WHERE r.id = ANY(%(records)s)
