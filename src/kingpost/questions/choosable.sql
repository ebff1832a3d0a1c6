-- Who owns open work and which clients it is for, as a reader may know it: what the list of work can be narrowed to. The first of each by name.
WITH work AS MATERIALIZED (
    SELECT DISTINCT entity_id FROM entity WHERE open AND kind = ANY(%(kinds)s) AND audience_id = ANY(%(seen_by)s)
), who AS (
    SELECT DISTINCT 'owner' AS part, o.entity_id
    FROM work AS w JOIN member AS m USING (entity_id) JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
    JOIN link AS l ON l.record_id = r.id AND l.role = 'owner' JOIN member AS o ON o.record_id = l.target_id
    UNION ALL
    SELECT DISTINCT 'client', o.client_id FROM work AS w JOIN open_work AS o USING (entity_id) WHERE o.audience_id = ANY(%(seen_by)s)
), named AS (
    SELECT DISTINCT ON (h.part, e.entity_id) h.part, e.entity_id, e.title
    FROM who AS h JOIN entity AS e ON e.entity_id = h.entity_id AND e.audience_id = ANY(%(seen_by)s)
    ORDER BY h.part, e.entity_id, e.records DESC, e.audience_id
)
SELECT part, entity_id, title
FROM (SELECT *, row_number() OVER (PARTITION BY part ORDER BY lower(title), entity_id) AS place FROM named) AS placed
WHERE place <= %(limit)s
ORDER BY part, place
