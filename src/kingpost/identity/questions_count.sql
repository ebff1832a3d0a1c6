-- Two things are asked about once, however many of their records are alike, and not again once a person has answered.
SELECT count(DISTINCT (least(a.entity_id, b.entity_id), greatest(a.entity_id, b.entity_id)))
FROM pair AS p
JOIN member AS a ON a.record_id = p.one
JOIN member AS b ON b.record_id = p.other
JOIN record AS r ON r.id = p.one
WHERE r.kind = %(kind)s AND a.entity_id <> b.entity_id AND p.verdict = 'unsure'
