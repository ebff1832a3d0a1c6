SELECT client_id, count(*) FROM shown WHERE client_id <> 0 GROUP BY client_id
