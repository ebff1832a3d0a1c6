-- People outside the batch with an address at a domain of a client in it, and no employer yet.
SELECT DISTINCT m.entity_id
FROM batch AS b
JOIN match_key AS d ON d.record_id = b.record_id AND starts_with(d.key, 'domain:')
JOIN match_key AS k ON split_part(k.key, '@', 2) = substr(d.key, length('domain:') + 1) AND k.key LIKE 'email:%'
JOIN member AS m ON m.record_id = k.record_id
WHERE b.kind = 'client' AND b.live
  AND NOT EXISTS (SELECT FROM link AS l WHERE l.record_id = k.record_id AND l.role IN ('employer', 'client'))
  AND NOT EXISTS (SELECT FROM batch AS o WHERE o.entity_id = m.entity_id)
