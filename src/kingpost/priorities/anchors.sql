-- The thing each finding is really about. A mail that quotes a ticket, a task or an invoice is about that; a mail in a client's own words is
-- about an open ticket of that client when the subjects are alike, or nearly so and the writer is the one who opened it. A task hangs on its ticket,
-- else on its open parent (a milestone).
WITH found AS (
    SELECT f.n, f.audience, f.kind, f.client, f.person, f.title, ARRAY(SELECT jsonb_array_elements_text(f.evidence)::bigint) AS evidence
    FROM jsonb_to_recordset(%(found)s::jsonb) AS f(n int, audience bigint, kind text, client bigint, person bigint, title text, evidence jsonb)
), named AS (
    SELECT f.n, 1 AS rank, coalesce(e.open, false) AS open, e.kind = 'ticket' AS ticket, 0::real AS alike, e.entity_id
    FROM found AS f
    JOIN link AS l ON l.record_id = ANY(f.evidence) AND l.role IN ('about', 'ticket')
    JOIN member AS m ON m.record_id = l.target_id
    JOIN entity AS e ON e.entity_id = m.entity_id AND e.kind IN ('ticket', 'task', 'invoice')
    JOIN audience_within AS w ON w.narrow_id = f.audience AND w.wide_id = e.audience_id
), parent AS (
    SELECT f.n, 2, true, false, 0::real, e.entity_id
    FROM found AS f
    JOIN link AS l ON l.record_id = ANY(f.evidence) AND l.role = 'parent'
    JOIN member AS m ON m.record_id = l.target_id
    JOIN entity AS e ON e.entity_id = m.entity_id AND e.kind = 'task' AND e.open
    JOIN audience_within AS w ON w.narrow_id = f.audience AND w.wide_id = e.audience_id
    WHERE f.kind = 'task'
), waiting AS MATERIALIZED (  -- put together by client: of all its tickets few are open, and they are looked up once for however many of its mails wait
    SELECT f.client, array_agg(f.n) AS n, array_agg(f.audience) AS audience, array_agg(f.person) AS person, array_agg(lower(f.title)) AS title
    FROM found AS f
    WHERE f.kind = 'message' AND f.client <> 0 AND NOT EXISTS (SELECT FROM named WHERE named.n = f.n)
    GROUP BY f.client
), alike AS (
    SELECT f.n, 3, true, true, similarity(lower(e.title), f.title), e.entity_id
    FROM waiting AS c
    JOIN client_of AS t ON t.client_id = c.client AND t.kind = 'ticket'
    JOIN member AS m ON m.record_id = t.record_id
    JOIN entity AS e ON e.entity_id = m.entity_id AND e.open
    CROSS JOIN LATERAL unnest(c.n, c.audience, c.person, c.title) AS f(n, audience, person, title)
    JOIN audience_within AS w ON w.narrow_id = f.audience AND w.wide_id = e.audience_id
    WHERE similarity(lower(e.title), f.title) >= 0.5
       OR word_similarity(f.title, lower(e.title)) >= 0.4
          AND EXISTS (SELECT FROM link AS l JOIN member AS pm ON pm.record_id = l.target_id
                      WHERE l.record_id = t.record_id AND l.role = 'requester' AND pm.entity_id = f.person)
)
SELECT DISTINCT ON (n) n, entity_id
FROM (SELECT * FROM named UNION ALL SELECT * FROM parent UNION ALL SELECT * FROM alike) AS a
ORDER BY n, rank, open DESC, ticket DESC, alike DESC, entity_id
