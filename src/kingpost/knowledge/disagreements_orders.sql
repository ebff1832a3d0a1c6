-- Open invoices with the agreement each falls under and the net sums invoiced under it before, oldest first: by a link, else by the order number both
-- state at one client. One that could be two agreements falls under none. Drafts and what was called off were not invoiced, and a credit note takes back.
WITH invoice AS (
    SELECT DISTINCT ON (e.entity_id) e.entity_id, upper(e.golden->>'order_reference') AS reference, e.golden->>'issue_date' AS issued,
           (SELECT min(c.client_id) FROM member AS m JOIN client_of AS c ON c.record_id = m.record_id WHERE m.entity_id = e.entity_id) AS client_id
    FROM entity AS e
    WHERE e.entity_id = ANY(%(invoices)s) AND e.kind = 'invoice' AND e.open AND NOT is_credit_note(e.golden)
    ORDER BY e.entity_id, e.records DESC, e.audience_id
), meant AS (
    SELECT i.entity_id, tm.entity_id AS agreement_id
    FROM invoice AS i
    JOIN member AS m ON m.entity_id = i.entity_id
    JOIN link AS l ON l.record_id = m.record_id AND l.role = 'agreement'
    JOIN record AS t ON t.id = l.target_id AND t.version IS NOT NULL
    JOIN member AS tm ON tm.record_id = t.id
    UNION
    SELECT i.entity_id, m.entity_id
    FROM invoice AS i
    JOIN client_of AS c ON c.client_id = i.client_id AND c.kind = 'agreement'
    JOIN record AS r ON r.id = c.record_id AND r.gone_at IS NULL
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    JOIN member AS m ON m.record_id = r.id
    WHERE length(i.reference) >= 4 AND upper(v.fields->>'order_reference') = i.reference
)
SELECT i.entity_id, min(n.agreement_id),
       ARRAY(SELECT o.net FROM (
                 SELECT DISTINCT ON (m.entity_id) m.entity_id, adds_net(v.fields) AS net, v.fields->>'issue_date' AS issued, v.fields->>'number' AS number,
                        v.fields, bool_or(is_credit_note(v.fields)) OVER () AS taken_back
                 FROM client_of AS c
                 JOIN member AS m ON m.record_id = c.record_id
                 JOIN record AS r ON r.id = c.record_id AND r.gone_at IS NULL
                 JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.fields ? 'net'
                 WHERE c.client_id = i.client_id AND c.kind = 'invoice' AND m.entity_id <> i.entity_id AND upper(v.fields->>'order_reference') = i.reference
                   AND v.fields->>'issue_date' < i.issued AND NOT is_draft(v.fields)
                 ORDER BY m.entity_id, r.key) AS o
             WHERE is_invoiced(o.fields, o.taken_back) ORDER BY o.issued, o.number)
FROM meant AS n JOIN invoice AS i USING (entity_id)
GROUP BY i.entity_id, i.client_id, i.reference, i.issued
HAVING count(DISTINCT n.agreement_id) = 1
