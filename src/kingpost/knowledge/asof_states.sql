-- Whether things are open, when they are due and how an organisation stands, by the functions the picture itself uses (functions.sql).
SELECT t.id, CASE WHEN t.kind IN ('ticket', 'task', 'project', 'agreement', 'invoice', 'approval', 'deliverable') THEN is_open(t.golden) END,
       due_moment(t.golden, coalesce((SELECT coalesce(corrected, guessed)#>>'{}' FROM business_value WHERE name = 'zone'), %(zone)s)),
       CASE WHEN t.kind <> 'client' THEN ''
            ELSE client_standing(t.id, EXISTS (SELECT FROM entity AS e WHERE e.entity_id = t.id AND e.standing = 'own'), t.golden) END
FROM unnest(%(ids)s::bigint[], %(kinds)s::text[], %(golden)s::jsonb[]) AS t(id, kind, golden)
