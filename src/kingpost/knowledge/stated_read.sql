-- The batch's recent mails that may state something, with their clients.
SELECT b.record_id, b.at, left(v.body, %(longest)s), ARRAY(SELECT c.client_id FROM client_of AS c WHERE c.record_id = b.record_id ORDER BY 1)
FROM batch AS b
JOIN record AS r ON r.id = b.record_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.body ~* %(shape)s
WHERE b.kind = 'message' AND b.live AND b.at > %(recent)s AND EXISTS (SELECT FROM client_of AS c WHERE c.record_id = b.record_id)
  AND NOT coalesce((b.fields->>'automatic')::boolean, false) AND NOT coalesce((b.fields->>'bulk')::boolean, false)
ORDER BY b.record_id
