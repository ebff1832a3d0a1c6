-- Whose client each of these records is about. The nearest evidence wins: a client the record names, then the project, ticket or
-- agreement it belongs to, then its people's employers, then the first mail of its thread. Own organisations are nobody's client.
-- Returns (record, client before, client now) for every pair that is or was there.
WITH target AS (
    SELECT r.id, r.audience_id, l.role, tm.entity_id AS target_entity, t.kind AS target_kind,
           CASE WHEN l.role IN ('client', 'buyer', 'employer') THEN 1
                WHEN l.role IN ('project', 'ticket', 'agreement', 'about', 'parent') THEN 2
                WHEN l.role IN ('requester', 'sender', 'recipient', 'copied', 'attendee', 'organiser', 'author') THEN 3
                WHEN l.role = 'thread' THEN 4 END AS rank
    FROM record AS r
    JOIN link AS l ON l.record_id = r.id
    JOIN record AS t ON t.id = l.target_id
    JOIN member AS tm ON tm.record_id = t.id
    WHERE r.id = ANY(%(records)s) AND r.kind <> 'client' AND r.gone_at IS NULL
), candidate AS (
    SELECT id, rank, role, target_entity AS client_id FROM target WHERE rank = 1 AND target_kind = 'client'
    UNION ALL
    SELECT t.id, t.rank, t.role, c.client_id
    FROM target AS t
    JOIN member AS m ON m.entity_id = t.target_entity
    JOIN record AS s ON s.id = m.record_id AND s.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = t.audience_id AND w.wide_id = s.audience_id
    JOIN client_of AS c ON c.record_id = s.id
    WHERE t.rank > 1
    UNION ALL
    SELECT r.id, 0, 'self', m.entity_id
    FROM record AS r JOIN member AS m ON m.record_id = r.id
    WHERE r.id = ANY(%(records)s) AND r.kind = 'client' AND r.gone_at IS NULL
), best AS (
    SELECT id, min(rank) AS rank FROM candidate WHERE client_id <> ALL(%(own)s::bigint[]) GROUP BY id
), wanted AS (
    SELECT c.id AS record_id, c.client_id, min(c.role) AS via
    FROM candidate AS c JOIN best USING (id, rank)
    WHERE c.client_id <> ALL(%(own)s::bigint[])
    GROUP BY c.id, c.client_id
), gone AS (
    DELETE FROM client_of AS o
    WHERE o.record_id = ANY(%(records)s)
      AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.record_id, w.client_id) = (o.record_id, o.client_id))
    RETURNING o.record_id, o.client_id
), kept AS (
    INSERT INTO client_of AS o (record_id, client_id, kind, via)
    SELECT w.record_id, w.client_id, r.kind, w.via FROM wanted AS w JOIN record AS r ON r.id = w.record_id
    ON CONFLICT (record_id, client_id) DO UPDATE SET via = excluded.via
    RETURNING o.record_id, old.client_id AS was, new.client_id AS now
)
SELECT record_id, client_id AS was, NULL::bigint AS now FROM gone
UNION ALL
SELECT record_id, was, now FROM kept
