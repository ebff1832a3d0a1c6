-- Everything a rule may judge otherwise when one of its numbers changes: open work, clients, approvals that wait, promises, open disagreements, what is
-- noticed now, meetings ahead.
SELECT entity_id FROM entity WHERE open OR kind = 'client'
UNION SELECT entity_id FROM approval WHERE state = 'asked'
UNION SELECT entity_id FROM promise
UNION SELECT unnest(entities) FROM disagreement WHERE closed_at IS NULL
UNION SELECT entity_id FROM signal WHERE closed_at IS NULL
UNION SELECT m.entity_id FROM occurrence AS o JOIN member AS m ON m.record_id = o.record_id
      WHERE o.starts_at > %(now)s AND o.starts_at < %(now)s::timestamptz + interval '14 days'
