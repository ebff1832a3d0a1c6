-- Links the systems state: references of the current version, by key. (Gone records keep none.)
INSERT INTO link_wanted (record_id, role, target_id)
SELECT DISTINCT r.id, ref.role, t.id
FROM record AS r
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
CROSS JOIN LATERAL unnest(v.ref_roles, v.ref_keys) AS ref(role, key)
JOIN record AS t ON t.key = ref.key
WHERE r.id = ANY(%(records)s) AND r.gone_at IS NULL
