-- The tickets and tasks these promises hang on: named with them, or of the same client. When done, when due, for each record that says so.
SELECT p.key::text, r.id, r.key::text, r.audience_id, r.kind, v.title, m.entity_id IS NOT DISTINCT FROM p.about_id, is_open(v.fields),
       coalesce(v.fields->>'completed_at', v.fields->>'resolved_at', v.fields->>'closed_at'), v.valid_from, due_moment(v.fields, %(zone)s), r.remote_id
FROM promise AS p
JOIN LATERAL (
    SELECT m.record_id FROM member AS m WHERE m.entity_id = p.about_id
    UNION
    SELECT c.record_id FROM client_of AS c WHERE c.client_id = p.client_id AND c.kind = 'task' AND p.client_id <> 0 AND cardinality(p.stems) > 1
) AS t ON true
JOIN member AS m ON m.record_id = t.record_id
JOIN record AS r ON r.id = t.record_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
WHERE p.key = ANY(%(keys)s::uuid[])
  AND (m.entity_id IS NOT DISTINCT FROM p.about_id OR v.title ILIKE ANY(SELECT '%%' || stem || '%%' FROM unnest(p.stems) AS stem))
