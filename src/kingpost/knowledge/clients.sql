-- Whose client each record of these kinds is about. The nearest evidence wins: a client the record names, then the project, ticket or
-- agreement it belongs to, then its people's employers, then the first mail of its thread. Own organisations are nobody's client.
-- Returns (record, client before, client now) for every pair that is or was there.
WITH subject AS (
    SELECT record_id, entity_id, audience_id, kind, live FROM batch
    WHERE kind = ANY(%(kinds)s) AND (%(late)s::bigint[] IS NULL OR record_id = ANY(%(late)s))
), target AS (
    SELECT s.record_id, s.audience_id, l.role, m.entity_id,
           CASE WHEN l.role IN ('client', 'buyer', 'employer') THEN 1
                WHEN l.role IN ('project', 'ticket', 'agreement', 'about', 'parent') THEN 2
                WHEN l.role = 'thread' THEN 4 ELSE 3 END AS rank, l.target_id
    FROM subject AS s
    JOIN link AS l ON l.record_id = s.record_id
    JOIN member AS m ON m.record_id = l.target_id
    WHERE s.kind <> 'client' AND s.live
      AND l.role IN ('client', 'buyer', 'employer', 'project', 'ticket', 'agreement', 'about', 'parent', 'requester', 'sender', 'recipient', 'copied',
                     'attendee', 'organiser', 'author', 'thread')
), known AS (
    SELECT t.entity_id, t.audience_id, c.client_id
    FROM (SELECT DISTINCT entity_id, audience_id FROM target WHERE rank > 1) AS t
    JOIN member AS m ON m.entity_id = t.entity_id
    JOIN client_of AS c ON c.record_id = m.record_id
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = t.audience_id AND w.wide_id = r.audience_id
    GROUP BY t.entity_id, t.audience_id, c.client_id
), candidate AS (
    SELECT record_id, 0 AS rank, 'self' AS role, entity_id AS client_id FROM subject WHERE kind = 'client' AND live
    UNION ALL
    SELECT t.record_id, 1, t.role, t.entity_id FROM target AS t JOIN record AS r ON r.id = t.target_id AND r.kind = 'client' WHERE t.rank = 1
    UNION ALL
    SELECT t.record_id, t.rank, t.role, k.client_id FROM target AS t JOIN known AS k USING (entity_id, audience_id) WHERE t.rank > 1
), ranked AS (
    SELECT record_id, client_id, role, rank() OVER (PARTITION BY record_id ORDER BY rank) AS place
    FROM candidate WHERE client_id <> ALL(%(own)s::bigint[])
), wanted AS (
    SELECT record_id, client_id, min(role) AS via FROM ranked WHERE place = 1 GROUP BY record_id, client_id
), held AS (
    SELECT c.record_id, c.client_id, c.via FROM subject AS s JOIN client_of AS c ON c.record_id = s.record_id
), compared AS (
    SELECT record_id, client_id, wanted.via, held.via AS was
    FROM wanted FULL JOIN held USING (record_id, client_id)
), gone AS (
    DELETE FROM client_of AS o USING compared AS c WHERE (o.record_id, o.client_id) = (c.record_id, c.client_id) AND c.via IS NULL
), kept AS (
    INSERT INTO client_of AS o (record_id, client_id, kind, via)
    SELECT c.record_id, c.client_id, s.kind, c.via FROM compared AS c JOIN subject AS s USING (record_id)
    WHERE c.via IS NOT NULL AND c.via IS DISTINCT FROM c.was
    ON CONFLICT (record_id, client_id) DO UPDATE SET via = excluded.via
)
SELECT record_id, CASE WHEN was IS NOT NULL THEN client_id END, CASE WHEN via IS NOT NULL THEN client_id END FROM compared
