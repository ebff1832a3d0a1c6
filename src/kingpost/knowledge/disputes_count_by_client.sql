-- How many questions are open between us and each of these clients, for a reader.
SELECT d.client_id, count(*) FROM (
    SELECT DISTINCT ON (d.entity_id, d.family) d.*
    FROM disagreement AS d
    WHERE d.audience_id = ANY(%(seen_by)s) AND d.closed_at IS NULL AND d.client_id = ANY(%(clients)s)
    ORDER BY d.entity_id, d.family, jsonb_array_length(d.sides) DESC, d.id
) AS d
WHERE d.rule_id IS NULL AND (d.ruling_id IS NULL OR d.news <> '[]'::jsonb) AND coalesce(d.since <= %(now)s, true) AND coalesce(d.until > %(now)s, true)
GROUP BY d.client_id
