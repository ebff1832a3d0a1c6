-- Accepted handovers that run on a day: person, client (0 for everything), successor, as identity has them now, and which handover that is.
SELECT DISTINCT ON (m.entity_id, client) m.entity_id AS person, coalesce(c.entity_id, h.client_id) AS client, s.entity_id AS successor, h.id AS handover, h.accepted_at
FROM handover AS h
JOIN member AS m ON m.record_id = h.record_id
JOIN member AS s ON s.record_id = h.successor_id
LEFT JOIN member AS c ON c.record_id = h.client_id
WHERE h.undone_at IS NULL AND h.accepted_at IS NOT NULL AND h.starts_on <= %(today)s AND (h.back_on IS NULL OR h.back_on > %(today)s)
  AND m.entity_id <> s.entity_id
ORDER BY m.entity_id, client, h.id DESC
