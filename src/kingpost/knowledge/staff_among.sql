-- The people among these entity numbers: whether each is, or by the pictures made so far was, one of us, and from how many records such pictures were
-- made. Of somebody without one an address at our own domain tells (as in promises/parties.sql).
SELECT r.id, coalesce(bool_or(e.standing = 'staff'),
                      EXISTS (SELECT FROM match_key AS k WHERE k.record_id = r.id AND starts_with(k.key, 'email:') AND split_part(k.key, '@', 2) = ANY(%(domains)s::text[]))),
       coalesce(sum(e.records), 0)::bigint
FROM unnest(%(entities)s::bigint[]) AS n(id)
JOIN record AS r ON r.id = n.id AND r.kind = 'person'
LEFT JOIN member AS m ON m.record_id = r.id
LEFT JOIN entity AS e ON e.entity_id = CASE WHEN %(before)s THEN r.id ELSE coalesce(m.entity_id, r.id) END
GROUP BY r.id
