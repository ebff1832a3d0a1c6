-- Whose client the things of these kinds are about. What a person said holds; else the nearest evidence wins: a client the record names, then the project, ticket or
-- agreement it belongs to, then its people's employers, then the first mail of its thread. Own organisations are nobody's client.
-- Notes the records for which that changed, and in which step of the run, and returns every client that they are or were.
WITH subject AS MATERIALIZED (
    SELECT record_id, entity_id, audience_id, kind, live FROM batch
    WHERE kind = ANY(%(kinds)s) AND (%(late)s::bigint[] IS NULL OR record_id = ANY(%(late)s::bigint[]))
), target AS MATERIALIZED (
    SELECT DISTINCT t.entity_id, t.audience_id, t.role, t.rank, t.target_id, t.target_entity
    FROM resting AS t JOIN subject AS s USING (entity_id, audience_id)
    WHERE s.live AND s.kind <> 'client'
), known AS (
    SELECT DISTINCT t.target_entity, t.audience_id, c.client_id
    FROM (SELECT DISTINCT target_entity, audience_id FROM target WHERE rank > 1) AS t
    JOIN member AS m ON m.entity_id = t.target_entity
    JOIN client_of AS c ON c.record_id = m.record_id
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = t.audience_id AND w.wide_id = r.audience_id
), moved AS MATERIALIZED (  -- somebody who has worked for two clients: what their records at one of them took part in is that one's
    SELECT DISTINCT t.target_id, o.entity_id AS client_id
    FROM (SELECT target_entity, audience_id FROM known GROUP BY 1, 2 HAVING count(*) > 1) AS k
    JOIN target AS t USING (target_entity, audience_id)
    JOIN link AS l ON l.record_id = t.target_id AND l.role = 'employer'
    JOIN record AS r ON r.id = l.target_id AND r.native_key IS NOT NULL  -- one a system lists, not a domain that only wrote to us
    JOIN member AS o ON o.record_id = l.target_id
), said AS (
    SELECT DISTINCT ON (m.entity_id) m.entity_id, c.client_id
    FROM client_correction AS c JOIN member AS m USING (record_id)
    WHERE c.withdrawn_at IS NULL AND m.entity_id IN (SELECT entity_id FROM subject)
    ORDER BY m.entity_id, c.at DESC, c.id DESC
), candidate AS (
    SELECT entity_id, audience_id, 0 AS rank, 'self' AS role, entity_id AS client_id FROM subject WHERE kind = 'client' AND live
    UNION ALL
    SELECT t.entity_id, t.audience_id, 1, t.role, t.target_entity FROM target AS t JOIN record AS r ON r.id = t.target_id AND r.kind = 'client' WHERE t.rank = 1
    UNION ALL
    SELECT t.entity_id, t.audience_id, t.rank, t.role, k.client_id FROM target AS t JOIN known AS k USING (target_entity, audience_id)
    WHERE t.rank > 1
      AND (NOT EXISTS (SELECT FROM moved AS o WHERE o.target_id = t.target_id)
           OR EXISTS (SELECT FROM moved AS o WHERE o.target_id = t.target_id AND o.client_id = k.client_id))
    UNION ALL
    SELECT s.entity_id, s.audience_id, -1, 'said', CASE WHEN t.client_id IS NULL THEN 0 ELSE m.entity_id END
    FROM said AS t JOIN subject AS s USING (entity_id) LEFT JOIN member AS m ON m.record_id = t.client_id
    WHERE s.kind <> 'client'
), ranked AS (
    SELECT entity_id, audience_id, client_id, role, rank() OVER (PARTITION BY entity_id, audience_id ORDER BY rank) AS place
    FROM candidate WHERE client_id <> ALL(%(own)s::bigint[])
), wanted AS (
    SELECT s.record_id, r.client_id, min(r.role) AS via
    FROM ranked AS r JOIN subject AS s USING (entity_id, audience_id)
    WHERE r.place = 1 AND s.live AND r.client_id <> 0
    GROUP BY s.record_id, r.client_id
), held AS (
    SELECT c.record_id, c.client_id, c.via FROM subject AS s JOIN client_of AS c ON c.record_id = s.record_id
), compared AS MATERIALIZED (
    SELECT record_id, client_id, wanted.via, held.via AS was FROM wanted FULL JOIN held USING (record_id, client_id)
), noted AS (
    INSERT INTO client_changed SELECT record_id, %(step)s::int, client_id, via IS NULL FROM compared WHERE via IS NULL OR was IS NULL
), gone AS (
    DELETE FROM client_of AS o USING compared AS c WHERE (o.record_id, o.client_id) = (c.record_id, c.client_id) AND c.via IS NULL
), altered AS (
    UPDATE client_of AS o SET via = c.via FROM compared AS c WHERE (o.record_id, o.client_id) = (c.record_id, c.client_id) AND c.via <> c.was
), fresh AS (
    INSERT INTO client_of (record_id, client_id, kind, via)
    SELECT c.record_id, c.client_id, s.kind, c.via FROM compared AS c JOIN subject AS s USING (record_id) WHERE c.was IS NULL
)
SELECT DISTINCT client_id FROM compared
