-- A ruled value in place of what the one record of an entity says.
UPDATE entity AS e
SET golden = jsonb_set(e.golden, ARRAY[%(field)s], %(value)s), why = e.why || jsonb_build_object(%(field)s, %(why)s::jsonb),
    due = due_moment(e.kind, jsonb_set(e.golden, ARRAY[%(field)s], %(value)s), %(zone)s),
    open = is_open(e.kind, jsonb_set(e.golden, ARRAY[%(field)s], %(value)s))
FROM member AS m
WHERE m.record_id = %(record)s AND e.entity_id = m.entity_id AND e.golden ? %(field)s
