-- Links the systems state: references of the current version, by key. (Gone records keep none.)
INSERT INTO link_wanted (record_id, role, target_id)
SELECT b.record_id, ref.role, t.id
FROM batch AS b
CROSS JOIN LATERAL unnest(b.ref_roles, b.ref_keys) AS ref(role, key)
JOIN record AS t ON t.key = ref.key
WHERE b.live
