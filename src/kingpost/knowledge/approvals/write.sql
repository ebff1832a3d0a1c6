-- Bring approvals and their places in line with what was worked out. Returns the subjects that changed.
WITH held AS MATERIALIZED (
    SELECT * FROM approval WHERE entity_id = ANY(%(subjects)s::bigint[])
), held_place AS MATERIALIZED (
    SELECT * FROM approval_place
    WHERE subject_id = ANY(%(subjects)s::bigint[]) OR unit_id = ANY(%(units)s::bigint[]) OR record_id IN (SELECT record_id FROM approval_place_wanted)
), gone AS (
    DELETE FROM approval AS a USING held AS h WHERE (a.entity_id, a.audience_id) = (h.entity_id, h.audience_id)
      AND NOT EXISTS (SELECT FROM approval_wanted AS w WHERE (w.entity_id, w.audience_id) = (h.entity_id, h.audience_id))
    RETURNING a.entity_id
), put AS (
    INSERT INTO approval AS a SELECT w.* FROM approval_wanted AS w
    WHERE NOT EXISTS (SELECT FROM held AS h WHERE h = w::text::approval)
    ON CONFLICT (entity_id, audience_id) DO UPDATE SET
        record_id = excluded.record_id, kind = excluded.kind, what = excluded.what, asked_by_id = excluded.asked_by_id, asked_of_id = excluded.asked_of_id,
        asked_of_name = excluded.asked_of_name, state = excluded.state, differs = excluded.differs, asked_at = excluded.asked_at, decided_at = excluded.decided_at,
        places = excluded.places
    RETURNING entity_id
), place_gone AS (
    DELETE FROM approval_place AS p USING held_place AS h WHERE (p.record_id, p.place) = (h.record_id, h.place)
      AND NOT EXISTS (SELECT FROM approval_place_wanted AS w WHERE (w.record_id, w.place) = (h.record_id, h.place))
    RETURNING p.subject_id
), place_put AS (
    INSERT INTO approval_place AS p SELECT w.* FROM approval_place_wanted AS w
    WHERE NOT EXISTS (SELECT FROM held_place AS h WHERE h = w::text::approval_place)
    ON CONFLICT (record_id, place) DO UPDATE SET
        subject_id = excluded.subject_id, unit_id = excluded.unit_id, state = excluded.state, condition = excluded.condition, quote = excluded.quote, at = excluded.at,
        by_id = excluded.by_id, of_id = excluded.of_id
    RETURNING subject_id
)
SELECT entity_id FROM gone UNION SELECT entity_id FROM put UNION SELECT subject_id FROM place_gone UNION SELECT subject_id FROM place_put
