-- How people grouped, as far as it holds, oldest first; records as the entities they belong to now.
SELECT g.id, g.verdict, coalesce(m.entity_id, g.record_id), g.part, coalesce(i.entity_id, g.into_id), g.into_part, g.rule, g.key, g.kind,
       coalesce(c.entity_id, g.client_id), g.words
FROM group_ruling AS g
LEFT JOIN member AS m ON m.record_id = g.record_id
LEFT JOIN member AS i ON i.record_id = g.into_id
LEFT JOIN member AS c ON c.record_id = g.client_id
WHERE g.withdrawn_at IS NULL
ORDER BY g.id
