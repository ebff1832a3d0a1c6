-- Whether things are open, when they are due and how an organisation or a person stands, by the functions the picture itself uses (functions.sql).
SELECT t.id, is_open(t.kind, t.golden),
       due_moment(t.kind, t.golden, coalesce((SELECT coalesce(corrected, guessed)#>>'{}' FROM business_value WHERE name = 'zone'), %(zone)s)),
       CASE t.kind WHEN 'client' THEN client_standing(t.id, EXISTS (SELECT FROM entity AS e WHERE e.entity_id = t.id AND e.standing = 'own'), t.golden)
                   WHEN 'person' THEN person_standing(t.id, ARRAY(SELECT jsonb_array_elements_text(coalesce(b.corrected, b.guessed)) FROM business_value AS b
                                                                  WHERE b.name = 'own_domains'), t.golden)
                   ELSE '' END
FROM unnest(%(ids)s::bigint[], %(kinds)s::text[], %(golden)s::jsonb[]) AS t(id, kind, golden)
