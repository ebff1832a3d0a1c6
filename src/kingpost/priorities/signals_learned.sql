-- When the last that was read of these signals' evidence was read here.
SELECT s.id, max(v.learned)
FROM signal AS s
JOIN record AS r ON r.id = ANY(s.evidence)
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE s.id = ANY(%s)
GROUP BY s.id
