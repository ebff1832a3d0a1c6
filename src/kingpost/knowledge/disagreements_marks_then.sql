-- After disputes_stood.sql: what may have been in question that day about these things, as ``disputes_then.Asked``, the fullest first.
SELECT d.id, d.entity_id AS entity, d.family, d.sides
FROM shown AS d
ORDER BY jsonb_array_length(d.sides) DESC, d.id
