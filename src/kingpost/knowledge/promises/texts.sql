-- What was written in these entities' records: own words only, no bulk or automatic mail.
SELECT r.id, r.kind, v.body, v.fields::text, v.valid_from, v.happenings::text
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.kind = ANY(%(kinds)s) AND r.native_key IS NOT NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.body <> ''
WHERE m.entity_id = ANY(%(entities)s::bigint[]) AND NOT v.fields @> '{"bulk": true}' AND NOT v.fields @> '{"automatic": true}'
