-- The money that hangs on a thing, as an audience may know it: the largest open invoice or agreement of its project, or one that speaks of it.
WITH anchor AS (
    SELECT DISTINCT a.entity_id, a.audience_id FROM unnest(%(anchors)s::bigint[], %(audiences)s::bigint[]) AS a(entity_id, audience_id)
), project AS (
    SELECT DISTINCT a.entity_id, a.audience_id, p.record_id
    FROM anchor AS a
    JOIN member AS m ON m.entity_id = a.entity_id
    JOIN link AS l ON l.record_id = m.record_id AND l.role = 'project'
    JOIN member AS pm ON pm.record_id = l.target_id
    JOIN member AS p ON p.entity_id = pm.entity_id
), near AS (
    SELECT a.entity_id, a.audience_id, m.record_id FROM anchor AS a JOIN member AS m ON m.entity_id = a.entity_id
    UNION
    SELECT a.entity_id, a.audience_id, l.record_id
    FROM anchor AS a JOIN member AS m ON m.entity_id = a.entity_id JOIN link AS l ON l.target_id = m.record_id AND l.role IN ('about', 'agreement')
    UNION
    SELECT p.entity_id, p.audience_id, l.record_id FROM project AS p JOIN link AS l ON l.target_id = p.record_id AND l.role IN ('project', 'about')
    UNION
    SELECT p.entity_id, p.audience_id, l.target_id FROM project AS p JOIN link AS l ON l.record_id = p.record_id AND l.role = 'agreement'
), value AS (
    SELECT n.entity_id, n.audience_id, e.entity_id AS about, e.kind, e.title, e.golden->>'number' AS number, e.golden->>'currency' AS currency,
           coalesce(nullif(e.golden->>'amount_due', '0'), e.golden->>'amount') AS amount, r.id AS record_id
    FROM near AS n
    JOIN record AS r ON r.id = n.record_id AND r.kind IN ('invoice', 'agreement') AND r.gone_at IS NULL
    JOIN member AS m ON m.record_id = r.id
    JOIN entity AS e ON e.entity_id = m.entity_id
    JOIN audience_within AS w ON w.narrow_id = n.audience_id AND w.wide_id = e.audience_id
    WHERE e.kind = 'invoice' AND e.open AND NOT is_credit_note(e.golden) OR e.kind = 'agreement' AND coalesce(lower(e.golden->>'status'), '') <> 'lost'
)
SELECT DISTINCT ON (entity_id, audience_id) entity_id, audience_id, amount, coalesce(currency, ''), kind, coalesce(number, title), record_id
FROM value
WHERE pg_input_is_valid(amount, 'numeric') AND amount::numeric > 0
ORDER BY entity_id, audience_id, kind = 'invoice' DESC, amount::numeric DESC, about
