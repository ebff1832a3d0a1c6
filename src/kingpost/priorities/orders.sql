-- The agreement each of these invoices falls under, and the net sums invoiced under it before: by a link, else by the order number the invoice
-- quotes and an agreement of the same client states. One that could be two agreements falls under none. Drafts and what was called off were not invoiced,
-- and a credit note takes back: then the invoice it credits counts, or it would be taken back twice.
WITH invoice AS (
    SELECT e.entity_id, e.audience_id, e.golden, upper(e.golden->>'order_reference') AS reference, e.golden->>'issue_date' AS issued,
           (SELECT min(c.client_id) FROM member AS m JOIN client_of AS c ON c.record_id = m.record_id WHERE m.entity_id = e.entity_id) AS client_id
    FROM entity AS e
    WHERE e.entity_id = ANY(%(entities)s) AND e.kind = 'invoice' AND e.open AND NOT is_credit_note(e.golden)
), meant AS (
    SELECT i.entity_id, i.audience_id, tm.entity_id AS agreement_id
    FROM invoice AS i
    JOIN member AS m ON m.entity_id = i.entity_id
    JOIN link AS l ON l.record_id = m.record_id AND l.role = 'agreement'
    JOIN member AS tm ON tm.record_id = l.target_id
    UNION
    SELECT i.entity_id, i.audience_id, m.entity_id
    FROM invoice AS i
    JOIN client_of AS c ON c.client_id = i.client_id AND c.kind = 'agreement'
    JOIN member AS m ON m.record_id = c.record_id
    JOIN entity AS e ON e.entity_id = m.entity_id
    WHERE length(i.reference) >= 4 AND position('"' || i.reference || '"' IN upper(e.golden::text)) > 0
), agreement AS (
    SELECT n.entity_id, n.audience_id, min(n.agreement_id) AS agreement_id
    FROM meant AS n GROUP BY n.entity_id, n.audience_id HAVING count(DISTINCT n.agreement_id) = 1
)
SELECT a.entity_id, a.audience_id, e.title, coalesce(e.golden->>'amount', ''), coalesce(e.golden->>'currency', i.golden->>'currency', ''), a.agreement_id,
       ARRAY(SELECT n.net FROM (
                 SELECT DISTINCT ON (o.golden->>'issue_date', o.entity_id) adds_net(o.golden) AS net, o.golden->>'issue_date' AS issued, o.entity_id, o.golden,
                        bool_or(is_credit_note(o.golden)) OVER () AS taken_back
                 FROM client_of AS c
                 JOIN member AS m ON m.record_id = c.record_id
                 JOIN entity AS o ON o.entity_id = m.entity_id AND o.kind = 'invoice' AND o.entity_id <> a.entity_id
                 JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = o.audience_id
                 WHERE c.client_id = i.client_id AND c.kind = 'invoice' AND upper(o.golden->>'order_reference') = i.reference
                   AND NOT is_draft(o.golden) AND (o.golden->>'issue_date', o.entity_id) < (i.issued, i.entity_id)
                 ORDER BY o.golden->>'issue_date', o.entity_id, o.records DESC) AS n
             WHERE is_invoiced(n.golden, n.taken_back) ORDER BY n.issued, n.entity_id)
FROM agreement AS a
JOIN invoice AS i USING (entity_id, audience_id)
JOIN LATERAL (
    SELECT entity.title, entity.golden FROM entity JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = entity.audience_id
    WHERE entity.entity_id = a.agreement_id ORDER BY entity.records DESC, entity.audience_id LIMIT 1
) AS e ON true
