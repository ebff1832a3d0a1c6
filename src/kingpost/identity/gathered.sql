-- What these records are clustered by: their keys, match keys and profiles.
SELECT r.id, r.key, ARRAY(SELECT k.key FROM match_key AS k WHERE k.record_id = r.id), (SELECT p.said FROM profile AS p WHERE p.record_id = r.id)
FROM unnest(%(records)s::bigint[]) AS n(id)
JOIN record AS r USING (id)
