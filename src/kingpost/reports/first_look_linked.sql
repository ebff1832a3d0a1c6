-- Of the newest mails, tickets and invoices: how many there are, and how many are known to be a client's.
SELECT count(DISTINCT record_id), count(DISTINCT record_id) FILTER (WHERE client_id <> 0)
FROM (SELECT record_id, client_id FROM timeline
      WHERE kind IN ('message', 'ticket', 'invoice') AND audience_id = ANY(%(seen_by)s) ORDER BY at DESC LIMIT %(most)s) AS t
