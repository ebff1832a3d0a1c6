-- What must be looked at because these entities changed: (subjects that may be approvals, threads that may speak of one).
WITH changed AS (
    SELECT m.entity_id, r.id, r.kind, r.gone_at, v.title, v.fields, left(v.body, 20000) AS body
    FROM unnest(%(entities)s::bigint[]) AS e(entity_id)
    JOIN member AS m USING (entity_id)
    JOIN record AS r ON r.id = m.record_id AND r.kind IN ('approval', 'ticket', 'task', 'deliverable', 'agreement', 'message', 'comment')
    LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
), subject AS (
    SELECT entity_id FROM changed WHERE kind = 'approval' OR kind IN ('ticket', 'task', 'deliverable', 'agreement') AND fields::text ~* 'approv|sign[ -]?(?:ed[ -])?off'
    UNION
    SELECT a.entity_id FROM approval AS a WHERE a.entity_id = ANY(%(entities)s::bigint[])
    UNION
    SELECT p.subject_id FROM changed AS c JOIN approval_place AS p ON p.record_id = c.id
    UNION
    SELECT t.entity_id FROM changed AS c JOIN link AS l ON l.record_id = c.id AND l.role IN ('about', 'ticket', 'parent') JOIN member AS t ON t.record_id = l.target_id
    WHERE c.kind = 'comment' AND (c.body ~* %(maybe)s OR EXISTS (SELECT FROM approval_place AS p WHERE p.subject_id = t.entity_id AND p.place = 'comment'))
), thread AS (
    SELECT coalesce(t.entity_id, c.entity_id) AS unit_id
    FROM changed AS c
    LEFT JOIN link AS l ON l.record_id = c.id AND l.role = 'thread'
    LEFT JOIN member AS t ON t.record_id = l.target_id
    WHERE c.kind = 'message' AND (c.title ~* %(maybe)s OR c.body ~* %(maybe)s)
    UNION
    SELECT p.unit_id FROM changed AS c JOIN approval_place AS p ON p.record_id = c.id WHERE p.place = 'mail'
    UNION  -- a short answer in a thread where somebody asked
    SELECT p.unit_id
    FROM changed AS c JOIN link AS l ON l.record_id = c.id AND l.role = 'thread' JOIN member AS t ON t.record_id = l.target_id
    JOIN approval_place AS p ON p.unit_id = t.entity_id AND p.place = 'mail'
    WHERE c.kind = 'message'
    UNION  -- threads that spoke of these subjects, or may now: the same two people around the same day
    SELECT p.unit_id FROM subject AS s JOIN approval_place AS p ON p.subject_id = s.entity_id WHERE p.place = 'mail'
    UNION
    SELECT p.unit_id
    FROM changed AS c
    JOIN link AS l ON l.record_id = c.id AND l.role = 'requester'
    JOIN member AS a ON a.record_id = l.target_id
    JOIN member AS o ON o.entity_id = a.entity_id
    JOIN approval_place AS p ON p.by_id = o.record_id AND p.place = 'mail' AND p.state = 'asked'
    WHERE c.kind = 'approval'
    UNION  -- or that quote the subject
    SELECT p.unit_id
    FROM subject AS s
    JOIN member AS m ON m.entity_id = s.entity_id
    JOIN link AS l ON l.target_id = m.record_id AND l.role IN ('about', 'ticket')
    JOIN approval_place AS p ON p.record_id = l.record_id
    WHERE p.place = 'mail'
)
SELECT 'subject', entity_id FROM subject UNION ALL SELECT 'thread', unit_id FROM thread
