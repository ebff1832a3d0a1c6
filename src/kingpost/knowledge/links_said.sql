-- Links the systems state: references of the current version, by key. (Gone records keep none.) A mail that names the mail before it belongs to the thread
-- that one is in.
INSERT INTO link_wanted (record_id, role, target_id)
SELECT b.record_id, ref.role, CASE WHEN ref.role = 'thread' AND EXISTS (
           SELECT FROM version AS v WHERE v.record_id = t.id AND v.number = t.version AND 'thread' = ANY(v.ref_roles)) THEN thread_of(t.id) ELSE t.id END
FROM batch AS b
CROSS JOIN LATERAL unnest(b.ref_roles, b.ref_keys) AS ref(role, key)
JOIN record AS t ON t.key = ref.key
WHERE b.live
