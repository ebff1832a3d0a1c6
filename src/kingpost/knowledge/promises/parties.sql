-- Who is named on these records, in the order they are named; and the people with these keys. Ours is who is one of us;
-- of somebody whose picture is not made yet, who writes from an own domain.
WITH named AS (
    SELECT r.id AS record_id, ref.role, ref.place, p.id AS person_id
    FROM record AS r
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    CROSS JOIN LATERAL unnest(v.ref_roles, v.ref_keys) WITH ORDINALITY AS ref(role, key, place)
    JOIN record AS p ON p.key = ref.key AND p.kind = 'person'
    WHERE r.id = ANY(%(records)s::bigint[])
      AND ref.role IN ('sender', 'recipient', 'copied', 'organiser', 'attendee', 'author', 'requester', 'owner')
    UNION ALL
    SELECT 0, 'speaker', 0, p.id FROM record AS p WHERE p.key = ANY(%(keys)s::uuid[]) OR p.id = ANY(%(people)s::bigint[])
)
SELECT n.record_id, n.role, n.person_id, p.key::text, coalesce(pv.fields->>'name', ''),
       CASE WHEN EXISTS (SELECT FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id WHERE m.record_id = n.person_id)
            THEN EXISTS (SELECT FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.standing = 'staff' WHERE m.record_id = n.person_id)
            ELSE EXISTS (SELECT FROM match_key AS k WHERE k.record_id = n.person_id AND starts_with(k.key, 'email:') AND split_part(k.key, '@', 2) = ANY(%(own)s)) END
FROM named AS n
JOIN record AS p ON p.id = n.person_id
LEFT JOIN version AS pv ON pv.record_id = p.id AND pv.number = p.version
ORDER BY n.record_id, n.place
