-- Staff, and people somebody said are not staff: how we know, and who said so.
SELECT entity_id, title, email, ours, listed, said_by
FROM (
    SELECT DISTINCT ON (e.entity_id) e.entity_id, e.title, coalesce(e.golden->>'email', '') AS email, e.standing = 'staff' AS ours,
           e.golden @> '{"staff": true}' AS listed, coalesce(t.name, '') AS said_by
    FROM (SELECT entity_id FROM entity WHERE standing = 'staff'
          UNION
          SELECT m.entity_id FROM person_terms AS p JOIN member AS m USING (record_id)) AS who
    JOIN entity AS e ON e.entity_id = who.entity_id AND e.audience_id = ANY(%(seen_by)s)
    LEFT JOIN LATERAL (
        SELECT u.name FROM member AS m JOIN person_terms AS p USING (record_id) JOIN accounts_user AS u ON u.id = p.by_id
        WHERE m.entity_id = e.entity_id ORDER BY p.at DESC LIMIT 1
    ) AS t ON true
    ORDER BY e.entity_id, e.records DESC, e.audience_id
) AS found
ORDER BY NOT ours, lower(title), entity_id
LIMIT %(limit)s
