-- Projects among these that were done of late under a won agreement of a known sum which no invoice of that client is linked to or quotes, as each
-- audience may know them. Says nothing of a client who never got an invoice, or where no invoice is known since: then invoices are kept elsewhere.
WITH view AS (
    SELECT e.entity_id, e.audience_id, e.title, (e.golden->>'end_date')::date AS ended FROM entity AS e
    WHERE e.entity_id = ANY(%(entities)s) AND e.kind = 'project' AND NOT e.open
      AND e.golden->>'end_date' > %(billed)s AND e.golden->>'end_date' <= %(today)s AND pg_input_is_valid(e.golden->>'end_date', 'date')
      AND NOT is_off(e.golden)
), meant AS (
    SELECT v.*, am.entity_id AS agreement_id, array_agg(DISTINCT r.id) AS records, min(s.started_at) AS started_at, min(c.client_id) AS client_id
    FROM view AS v
    JOIN member AS m ON m.entity_id = v.entity_id
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = v.audience_id AND w.wide_id = r.audience_id
    JOIN system AS s ON s.id = r.system_id
    JOIN link AS l ON l.record_id = r.id AND l.role = 'agreement'
    JOIN member AS am ON am.record_id = l.target_id
    JOIN client_of AS c ON c.record_id = r.id
    GROUP BY v.entity_id, v.audience_id, v.title, v.ended, am.entity_id
), agreed AS (
    SELECT m.*, a.title AS name, a.golden->>'amount' AS amount, coalesce(a.golden->>'currency', '') AS currency, upper(a.golden::text) AS said
    FROM meant AS m
    CROSS JOIN LATERAL (
        SELECT e.title, e.golden FROM entity AS e JOIN audience_within AS w ON w.narrow_id = m.audience_id AND w.wide_id = e.audience_id
        WHERE e.entity_id = m.agreement_id ORDER BY e.records DESC, e.audience_id LIMIT 1
    ) AS a
    WHERE lower(a.golden->>'status') = 'won' AND pg_input_is_valid(a.golden->>'amount', 'numeric') AND (a.golden->>'amount')::numeric > 0
)
SELECT g.entity_id, g.audience_id, g.title, g.client_id, g.ended, g.name, g.amount, g.currency, g.records, g.started_at
FROM agreed AS g
CROSS JOIN LATERAL (
    SELECT count(*) AS invoices, count(*) FILTER (WHERE i.golden->>'issue_date' > g.ended::text) AS since,
           count(*) FILTER (WHERE length(i.golden->>'order_reference') >= 4 AND position('"' || upper(i.golden->>'order_reference') || '"' IN g.said) > 0
                               OR EXISTS (SELECT FROM link AS l JOIN member AS tm ON tm.record_id = l.target_id
                                          WHERE l.record_id = c.record_id AND l.role IN ('agreement', 'project') AND tm.entity_id IN (g.agreement_id, g.entity_id))) AS own
    FROM client_of AS c
    JOIN member AS m ON m.record_id = c.record_id
    JOIN entity AS i ON i.entity_id = m.entity_id AND i.kind = 'invoice' AND NOT is_void(i.golden)
    JOIN audience_within AS w ON w.narrow_id = g.audience_id AND w.wide_id = i.audience_id
    WHERE c.client_id = g.client_id AND c.kind = 'invoice'
) AS n
WHERE n.own = 0 AND n.since > 0
ORDER BY g.entity_id, g.audience_id, g.name, g.amount::numeric, g.currency
