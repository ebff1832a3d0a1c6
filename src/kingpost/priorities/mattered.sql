-- What happened later to the things held back: (held back, what, rule, key, says, at, due, facts, evidence, audience, what it happened to), the earliest first.
WITH held AS MATERIALIZED (
    SELECT h.id, h.record_id, h.closes_at, h.closes_at + %(window)s AS ends_at, h.came_at, h.flag_id, h.way, coalesce(m.entity_id, h.record_id) AS entity_id
    FROM held_back AS h LEFT JOIN member AS m ON m.record_id = h.record_id
    WHERE h.closes_at + %(window)s > %(looked)s
), near AS MATERIALIZED (
    -- the thing, and the thread or ticket it is part of with all that belongs there
    SELECT h.id, h.entity_id FROM held AS h
    UNION
    SELECT h.id, tm.entity_id FROM held AS h JOIN member AS m ON m.entity_id = h.entity_id
    JOIN link AS l ON l.record_id = m.record_id AND l.role IN ('about', 'ticket', 'thread') JOIN member AS tm ON tm.record_id = l.target_id
), noticed AS MATERIALIZED (
    SELECT s.id, s.entity_id FROM signal AS s WHERE s.opens AND NOT s.before_start AND s.seen_at > %(since)s
    UNION
    SELECT s.id, m.entity_id FROM signal AS s CROSS JOIN LATERAL unnest(s.evidence) AS e(record_id) JOIN member AS m ON m.record_id = e.record_id
    WHERE s.opens AND NOT s.before_start AND s.seen_at > %(since)s
)
SELECT DISTINCT h.id, 'signal' AS what, s.rule, s.key, s.says, s.seen_at AS at, s.due, s.facts::text, s.evidence, s.audience_id, s.subject_id
FROM near AS n JOIN held AS h USING (id) JOIN noticed AS c ON c.entity_id = n.entity_id JOIN signal AS s ON s.id = c.id
WHERE s.seen_at > h.closes_at AND s.seen_at <= least(h.ends_at, %(now)s)
UNION ALL
SELECT h.id, 'decided', '', '', 'Somebody decided about it.', d.at, NULL, '{}', f.evidence, f.audience_id, f.anchor_id
FROM held AS h JOIN flag AS f ON f.id = h.flag_id JOIN suggestion AS g ON g.flag_id = f.id
JOIN decision AS d ON d.suggestion_id = g.id AND d.undone_at IS NULL AND d.verdict <> 'decline'
WHERE h.way = 'low' AND d.at > h.closes_at AND d.at <= least(h.ends_at, %(now)s)
UNION ALL
SELECT h.id, 'raised', '', '', 'Its priority was raised to ' || lower(v.fields->>'priority') || '.', v.learned, NULL, '{}', ARRAY[v.record_id], r.audience_id, v.record_id
FROM held AS h JOIN member AS m ON m.entity_id = h.entity_id JOIN record AS r ON r.id = m.record_id
JOIN version AS v ON v.record_id = r.id AND v.number > 1 AND v.writeback IS NULL
JOIN version AS b ON b.record_id = v.record_id AND b.number = v.number - 1
WHERE v.learned > h.closes_at AND v.learned <= least(h.ends_at, %(now)s)
  AND lower(v.fields->>'priority') = ANY(%(high)s) AND lower(coalesce(b.fields->>'priority', '')) <> ALL(%(high)s)
UNION ALL
SELECT h.id, 'assigned', '', '', 'Somebody gave it to somebody else.', v.learned, NULL, '{}', ARRAY[v.record_id], r.audience_id, v.record_id
FROM held AS h JOIN member AS m ON m.entity_id = h.entity_id JOIN record AS r ON r.id = m.record_id
JOIN version AS v ON v.record_id = r.id AND v.number > 1 AND v.writeback IS NULL
JOIN version AS b ON b.record_id = v.record_id AND b.number = v.number - 1
WHERE v.learned > h.closes_at AND v.learned <= least(h.ends_at, %(now)s) AND array_position(v.ref_roles, 'owner') IS NOT NULL
  AND v.ref_keys[array_position(v.ref_roles, 'owner')] <> b.ref_keys[array_position(b.ref_roles, 'owner')]
UNION ALL
SELECT h.id, 'settled', '', '', 'Systems disagreed about it, and somebody had to say which is right.', u.at, NULL, '{}', u.records, coalesce(d.audience_id, %(everyone)s), u.id
FROM held AS h JOIN member AS m ON m.entity_id = h.entity_id JOIN ruling AS u ON m.record_id = ANY(u.records) AND u.withdrawn_at IS NULL
LEFT JOIN LATERAL (SELECT audience_id FROM disagreement WHERE ruling_id = u.id ORDER BY cardinality(records), audience_id DESC LIMIT 1) AS d ON true
WHERE u.at > h.closes_at AND u.at <= least(h.ends_at, %(now)s)
UNION ALL
SELECT h.id, 'broken', '', '', 'A promise in it was not kept.', p.due_at, NULL, '{}', ARRAY[p.record_id], p.audience_id, p.record_id
FROM held AS h JOIN member AS m ON m.entity_id = h.entity_id JOIN promise AS p ON p.record_id = m.record_id
WHERE p.ours AND p.superseded_by IS NULL AND p.verdict NOT IN ('delivered', 'dismissed') AND p.due_at > h.closes_at AND p.due_at <= least(h.ends_at, %(now)s)
  AND NOT EXISTS (SELECT FROM promise_evidence AS x WHERE x.key = p.key AND x.kind IN ('delivered', 'confirmed') AND (x.at IS NULL OR x.at <= p.due_at))
ORDER BY 1, 6, 2, 3, 4, 10
