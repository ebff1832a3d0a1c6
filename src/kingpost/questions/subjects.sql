-- What any of these words may mean: things with one of them in their name, things of a client with one of them in its name, and exact numbers.
-- Capped before anything is compared; the most words in the name first, so that a common word leaves no better fit out.
WITH titled AS (
    SELECT s.entity_id, s.audience_id, s.kind, s.title, s.at, s.client_id
    FROM search AS s
    WHERE s.words @@ to_tsquery('simple', %(any)s) AND s.kind = ANY(%(kinds)s) AND s.audience_id = ANY(%(seen_by)s)
    ORDER BY ts_rank(s.words, to_tsquery('simple', %(any)s)) DESC, s.at DESC NULLS LAST, s.entity_id
    LIMIT %(candidates)s
), numbered AS (
    SELECT m.entity_id FROM record AS r JOIN member AS m ON m.record_id = r.id
    WHERE r.remote_id = ANY(%(numbers)s::text[]) AND r.kind IN ('ticket', 'task', 'project', 'invoice') AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    UNION
    SELECT m.entity_id FROM record AS r JOIN member AS m ON m.record_id = r.id
    WHERE r.remote_id = ANY(%(numbers)s::text[]) AND r.kind = 'agreement' AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
), meant AS (
    SELECT entity_id FROM titled UNION SELECT entity_id FROM numbered
), shown AS (
    SELECT DISTINCT ON (e.entity_id) e.entity_id, e.kind, e.title, e.open, e.at, e.golden
    FROM meant AS m JOIN entity AS e USING (entity_id) WHERE e.audience_id = ANY(%(seen_by)s) ORDER BY e.entity_id, e.records DESC, e.audience_id
)
SELECT s.entity_id, s.kind, s.title, coalesce(c.title, ''), c.entity_id, s.open, s.at, coalesce(n.number, '')
FROM shown AS s
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN client_of AS k ON k.record_id = r.id JOIN entity AS e ON e.entity_id = k.client_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE s.kind <> 'client' AND m.entity_id = s.entity_id ORDER BY e.records DESC, e.title, e.entity_id LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN r.kind = 'invoice' THEN coalesce(s.golden->>'number', r.remote_id) ELSE r.remote_id END AS number
    FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    WHERE m.entity_id = s.entity_id AND s.kind IN ('ticket', 'task', 'project', 'invoice', 'approval')
    ORDER BY (r.remote_id = ANY(%(numbers)s::text[])) DESC, r.key LIMIT 1
) AS n ON true
