-- What else must be compared again because of this batch: (kind, thing). Its own agreements, projects, meetings, invoices and tickets; the project of a
-- milestone; the open projects and coming meetings of clients a mail tells a day, a time or a price; meetings whose time is in question at the client of
-- another meeting, which the mail may have been about; invoices under the same order.
SELECT b.kind, b.entity_id FROM batch AS b WHERE b.kind IN ('agreement', 'project', 'meeting', 'invoice', 'ticket') AND b.live
UNION
SELECT t.kind, m.entity_id
FROM batch AS b
JOIN link AS l ON l.record_id = b.record_id AND (l.role = 'ticket' OR l.role = 'project' AND b.fields ? 'milestone')
JOIN record AS t ON t.id = l.target_id
JOIN member AS m ON m.record_id = t.id
WHERE b.kind = 'task'
UNION
SELECT c.kind, m.entity_id
FROM batch AS b
JOIN stated AS o ON o.record_id = b.record_id
JOIN client_of AS c ON c.client_id = o.client_id AND c.kind IN ('project', 'meeting')
JOIN member AS m ON m.record_id = c.record_id
WHERE b.kind = 'message'
  AND CASE c.kind WHEN 'project' THEN EXISTS (SELECT FROM entity AS e WHERE e.entity_id = m.entity_id AND e.open)
                  ELSE EXISTS (SELECT FROM occurrence AS e WHERE e.record_id = c.record_id AND e.starts_at >= %(today)s) END
UNION
SELECT 'meeting', d.entity_id
FROM batch AS b
JOIN client_of AS c ON c.record_id = b.record_id
JOIN disagreement AS d ON d.client_id = c.client_id AND d.family = 'meeting' AND d.closed_at IS NULL
WHERE b.kind = 'meeting'
UNION
SELECT 'invoice', m.entity_id
FROM batch AS b
JOIN client_of AS o ON o.record_id = b.record_id
JOIN client_of AS c ON c.client_id = o.client_id AND c.kind = 'invoice'
JOIN record AS r ON r.id = c.record_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN member AS m ON m.record_id = r.id
JOIN entity AS e ON e.entity_id = m.entity_id AND e.open
WHERE b.kind IN ('agreement', 'invoice') AND upper(v.fields->>'order_reference') = upper(b.fields->>'order_reference')
