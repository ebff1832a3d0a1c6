-- What these records are clustered by: their keys, match keys and, where not at hand yet, their profiles.
SELECT r.id, r.key, ARRAY(SELECT k.key FROM match_key AS k WHERE k.record_id = r.id),
       (SELECT p.said FROM profile AS p WHERE p.record_id = r.id AND NOT p.record_id = ANY(%(known)s::bigint[]))
FROM unnest(%(records)s::bigint[]) AS n(id)
JOIN record AS r USING (id)
