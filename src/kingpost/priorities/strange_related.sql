-- What is open as unfamiliar of senders that have notices among these entities.
SELECT DISTINCT s.entity_id
FROM signal AS s
JOIN shape AS p ON p.record_id = ANY(s.evidence)
WHERE s.closed_at IS NULL AND s.rule = 'unfamiliar' AND p.sender IN (
    SELECT lower(v.fields->>'from')
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.kind = 'message'
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.fields->>'automatic' = 'true'
    WHERE m.entity_id = ANY(%(entities)s))
