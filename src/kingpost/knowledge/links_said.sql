-- Links the systems state: references of the current version, by key. (Gone records keep none.)
INSERT INTO link_wanted (record_id, role, target_id)
SELECT b.record_id, ref.role, t.id
FROM batch AS b
JOIN version AS v ON v.record_id = b.record_id AND v.number = b.version
CROSS JOIN LATERAL unnest(v.ref_roles, v.ref_keys) AS ref(role, key)
JOIN record AS t ON t.key = ref.key
WHERE b.live
