-- What was settled about these approvals: (subject, audience, state that holds; null when both are right).
SELECT d.entity_id, d.audience_id, coalesce(r.value #>> '{}', (
           SELECT min(s.side->>'value') FROM value_rule AS u, jsonb_array_elements(d.sides) AS s(side)
           WHERE u.id = d.rule_id AND s.side->>'kind' = u.kind AND s.side->>'field' = u.field AND (s.side->>'system_id')::bigint = u.system_id))
FROM disagreement AS d
LEFT JOIN ruling AS r ON r.id = d.ruling_id
WHERE d.family = 'approval' AND d.closed_at IS NULL AND d.entities && %(subjects)s::bigint[] AND d.entity_id = ANY(%(subjects)s::bigint[])
  AND (d.rule_id IS NOT NULL OR d.ruling_id IS NOT NULL AND d.news = '[]'::jsonb)
