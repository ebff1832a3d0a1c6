-- What people wrote on these tickets and tasks, as they are now: a promise made on one is kept on it too.
SELECT r.id, r.key::text, r.audience_id, m.entity_id, v.body, v.happenings::text
FROM record AS r
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.body <> '' AND v.happenings IS NOT NULL
JOIN member AS m ON m.record_id = r.id
WHERE r.id = ANY(%(records)s::bigint[]) AND r.kind = ANY(%(kinds)s) AND r.gone_at IS NULL
