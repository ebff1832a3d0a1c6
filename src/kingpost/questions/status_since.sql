-- Since when each of these things says what it says: the winning record's first version of those that have said so without a break, as that
-- system dates it. ``field`` "owner" is the link to its owner. One row a thing and field.
WITH asked AS (
    SELECT * FROM unnest(%(things)s::bigint[], %(fields)s::text[]) AS a(entity_id, field)
), winner AS (
    SELECT DISTINCT ON (a.entity_id, a.field) a.entity_id, a.field, r.id, r.version,
           CASE WHEN a.field = 'owner' THEN NULL ELSE v.fields->a.field END AS value,
           CASE WHEN a.field = 'owner' THEN ARRAY(SELECT f.key FROM unnest(v.ref_roles, v.ref_keys) AS f(role, key) WHERE f.role = 'owner' ORDER BY f.key) END AS keys
    FROM asked AS a
    JOIN entity AS e ON e.entity_id = a.entity_id AND e.audience_id = ANY(%(seen_by)s)
    JOIN member AS m ON m.entity_id = a.entity_id
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    WHERE CASE WHEN a.field = 'owner' THEN 'owner' = ANY(v.ref_roles) ELSE v.fields ? a.field END
    ORDER BY a.entity_id, a.field, e.records DESC, r.id = (coalesce(e.why->a.field, e.why->'*')->>0)::bigint DESC NULLS LAST, r.key
)
SELECT w.entity_id, w.field, min(coalesce(v.valid_from, v.learned))
FROM winner AS w
JOIN version AS v ON v.record_id = w.id AND v.number > coalesce((
    SELECT max(b.number) FROM version AS b
    WHERE b.record_id = w.id AND b.number < w.version
      AND CASE WHEN w.field = 'owner'
               THEN ARRAY(SELECT f.key FROM unnest(b.ref_roles, b.ref_keys) AS f(role, key) WHERE f.role = 'owner' ORDER BY f.key) <> w.keys
               ELSE b.fields->w.field IS DISTINCT FROM w.value END), 0)
GROUP BY w.entity_id, w.field
