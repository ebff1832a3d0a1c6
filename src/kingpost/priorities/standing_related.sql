-- What must be looked at again because these entities changed: the clients they are about (and their finished projects, when it is an invoice or an
-- agreement), those clients' meetings ahead, open work of one of us whose absence may be another now, and what was said of work because its owner was.
WITH of AS (
    SELECT record_id FROM member WHERE entity_id = ANY(%(entities)s)
), client AS (
    SELECT DISTINCT c.client_id FROM of JOIN client_of AS c USING (record_id) WHERE c.kind IN ('message', 'meeting', 'ticket', 'task')
    UNION
    SELECT DISTINCT entity_id FROM entity WHERE entity_id = ANY(%(entities)s) AND kind = 'client'
    UNION
    SELECT client_id FROM promise WHERE entity_id = ANY(%(entities)s) AND client_id <> 0
), billed AS (
    SELECT DISTINCT c.client_id FROM of JOIN client_of AS c USING (record_id) WHERE c.kind IN ('invoice', 'agreement')
), absent AS (
    SELECT of.record_id FROM of JOIN member AS m USING (record_id)
    JOIN entity AS e ON e.entity_id = m.entity_id AND e.kind = 'person' AND e.standing = 'staff'
    UNION
    SELECT pm.record_id
    FROM of JOIN record AS r ON r.id = of.record_id AND r.kind = 'meeting'
    JOIN link AS l ON l.record_id = r.id AND l.role = 'away'
    JOIN member AS who ON who.record_id = l.target_id
    JOIN member AS pm ON pm.entity_id = who.entity_id
)
SELECT client_id FROM client
UNION
SELECT m.entity_id
FROM occurrence AS o
JOIN client_of AS c ON c.record_id = o.record_id AND c.client_id IN (SELECT client_id FROM client)
JOIN member AS m ON m.record_id = o.record_id
WHERE o.starts_at > %(now)s AND o.starts_at < %(soon)s
UNION
SELECT m.entity_id
FROM billed AS b
JOIN client_of AS c ON c.client_id = b.client_id AND c.kind = 'project'
JOIN member AS m ON m.record_id = c.record_id
JOIN entity AS e ON e.entity_id = m.entity_id AND NOT e.open AND e.golden->>'end_date' > %(billed)s
UNION
SELECT m.entity_id
FROM absent AS a
JOIN link AS l ON l.target_id = a.record_id AND l.role = 'owner'
JOIN member AS m ON m.record_id = l.record_id
JOIN entity AS e ON e.entity_id = m.entity_id AND e.open AND e.kind IN ('ticket', 'task', 'project')
UNION
SELECT s.entity_id FROM signal AS s WHERE s.owner_id = ANY(%(entities)s) AND s.rule = 'unowned' AND s.closed_at IS NULL
