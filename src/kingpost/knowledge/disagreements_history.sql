-- What these records said about these fields in each of their versions, oldest first: to tell which side changed last, and what it said before.
SELECT a.record_id, a.field, v.number, (v.fields->a.field)::text, coalesce(v.valid_from, v.learned)
FROM unnest(%(records)s::bigint[], %(fields)s::text[]) AS a(record_id, field)
JOIN version AS v USING (record_id)
ORDER BY a.record_id, a.field, v.number
