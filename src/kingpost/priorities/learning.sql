-- Misses that still count, that a number would have caught, and that no number was learned from yet; after one was taken back, only those found since.
SELECT s.id, s.near::text
FROM miss AS s
WHERE s.near <> '[]'::jsonb
  AND NOT EXISTS (SELECT FROM miss_answer AS a WHERE a.record_id = s.record_id AND a.cause = s.cause AND a.withdrawn_at IS NULL)
  AND NOT EXISTS (SELECT FROM rule_number AS n WHERE s.id = ANY(n.misses))
  AND s.found_on > coalesce((SELECT max(n.withdrawn_at)::date FROM rule_number AS n WHERE n.key = s.near->0->>0 AND n.by_id IS NULL), '-infinity'::date)
ORDER BY s.id
