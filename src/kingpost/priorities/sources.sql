-- What these flags rest on, by kind: each ticket, invoice, task, document and project by name, mails as a number. Only what the reader may see.
WITH near AS (
    SELECT f.id AS flag_id, e.record_id FROM flag AS f CROSS JOIN LATERAL unnest(f.evidence) AS e(record_id) WHERE f.id = ANY(%(flags)s)
    UNION
    SELECT f.id, m.record_id FROM flag AS f JOIN member AS m ON m.entity_id = f.entity_id WHERE f.id = ANY(%(flags)s)
    UNION
    SELECT f.id, l.record_id
    FROM flag AS f JOIN member AS m ON m.entity_id = f.entity_id
    JOIN link AS l ON l.target_id = m.record_id AND l.role IN ('about', 'ticket', 'thread')
    WHERE f.id = ANY(%(flags)s)
), thing AS (
    SELECT DISTINCT ON (n.flag_id, e.entity_id) n.flag_id, e.entity_id, e.kind, e.at,
           CASE e.kind WHEN 'ticket' THEN r.remote_id WHEN 'invoice' THEN coalesce(e.golden->>'number', e.title) ELSE e.title END AS label
    FROM near AS n
    JOIN record AS r ON r.id = n.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN member AS m ON m.record_id = r.id
    JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE e.kind IN ('ticket', 'message', 'task', 'invoice', 'document', 'agreement', 'meeting')
    ORDER BY n.flag_id, e.entity_id, e.records DESC, r.id
)
SELECT flag_id, kind, CASE WHEN kind = 'message' THEN '' ELSE label END AS label, (array_agg(entity_id ORDER BY at DESC NULLS LAST, entity_id))[1], count(*)
FROM thing
GROUP BY flag_id, kind, CASE WHEN kind = 'message' THEN '' ELSE label END, CASE WHEN kind = 'message' THEN 0 ELSE entity_id END
ORDER BY flag_id, array_position(ARRAY['ticket', 'message', 'task', 'document', 'meeting', 'agreement', 'invoice'], kind), label
