-- Things that carry one id wherever they are read have that as their key. It never changes.
INSERT INTO match_key (record_id, key)
SELECT r.id, r.kind || ':' || r.remote_id
FROM unnest(%(records)s::bigint[]) AS n(id)
JOIN record AS r USING (id)
WHERE r.kind = ANY(%(kinds)s) AND NOT EXISTS (SELECT FROM match_key AS k WHERE k.record_id = r.id)
ORDER BY r.id
