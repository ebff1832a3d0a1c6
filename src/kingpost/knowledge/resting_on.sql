-- Entities outside the batch whose client follows from records whose own client has changed. Records of one entity and audience share their clients. Where an
-- entity has several audiences, what rests on its other records is looked at too when one of its records has lost or gained a client, or has just come with one:
-- unless another record everybody concerned may use says the same anyway. Only what may use that record is concerned: a mailbox of one person is no news to
-- anybody else's work. What rests on somebody with several clients is looked at too when the employer is another record now, or is in the batch.
-- Each step is kept apart, and what is in the batch is looked up in a hash: joined in one go, on guesses about tables that were just filled, this took
-- more than half of a first load.
WITH mixed AS (
    SELECT entity_id FROM batch WHERE joined GROUP BY entity_id HAVING count(DISTINCT audience_id) > 1
), member_of AS MATERIALIZED (
    SELECT b.record_id, b.entity_id, b.audience_id, b.live,
           b.record_id IN (SELECT record_id FROM client_changed) OR b.record_id <> b.entity_id AND b.record_id = ANY(%(entities)s::bigint[]) AS moved
    FROM batch AS b JOIN mixed USING (entity_id)
), said AS (
    SELECT o.record_id, o.entity_id, o.audience_id, c.client_id FROM member_of AS o JOIN client_of AS c USING (record_id) WHERE o.moved
    UNION
    -- A client's record that was an entity of its own before has lost only itself.
    SELECT o.record_id, o.entity_id, o.audience_id, c.client_id FROM member_of AS o JOIN client_changed AS c USING (record_id)
    WHERE c.lost AND c.client_id <> c.record_id
), news AS (
    SELECT DISTINCT s.entity_id, s.audience_id
    FROM said AS s
    WHERE NOT EXISTS (
        SELECT FROM member_of AS p
        JOIN audience_within AS w ON w.narrow_id = s.audience_id AND w.wide_id = p.audience_id
        JOIN client_of AS c ON c.record_id = p.record_id AND c.client_id = s.client_id
        WHERE p.entity_id = s.entity_id AND p.live AND NOT p.moved)
), rehired AS MATERIALIZED (  -- of somebody with several clients it matters which record is the employer, and whether a system lists it (clients.sql)
    SELECT record_id FROM employer_changed
    UNION
    SELECT l.record_id
    FROM batch AS b
    CROSS JOIN LATERAL (SELECT record_id, role FROM link WHERE link.target_id = b.record_id OFFSET 0) AS l
    WHERE b.kind = 'client' AND l.role = 'employer'
), changed AS MATERIALIZED (
    SELECT record_id, NULL::bigint AS audience_id FROM client_changed
    UNION
    SELECT b.record_id, n.audience_id FROM news AS n JOIN batch AS b USING (entity_id)
    UNION
    SELECT e.record_id, NULL FROM rehired AS e
    JOIN member AS m USING (record_id)
    WHERE (SELECT count(DISTINCT c.client_id) FROM member AS o JOIN client_of AS c USING (record_id) WHERE o.entity_id = m.entity_id) > 1
), pointing AS MATERIALIZED (
    SELECT l.record_id, c.audience_id
    FROM changed AS c
    CROSS JOIN LATERAL (SELECT record_id, role FROM link WHERE link.target_id = c.record_id OFFSET 0) AS l  -- never a walk through all links
    WHERE l.role IN ('client', 'buyer', 'employer', 'project', 'ticket', 'agreement', 'about', 'parent', 'requester', 'sender', 'recipient', 'copied', 'attendee',
                     'organiser', 'author', 'thread')
), concerned AS MATERIALIZED (
    SELECT DISTINCT m.entity_id, p.audience_id
    FROM pointing AS p
    CROSS JOIN LATERAL (SELECT entity_id FROM member WHERE member.record_id = p.record_id OFFSET 0) AS m  -- nor through all members
    WHERE m.entity_id NOT IN (SELECT entity_id FROM batch)
)
SELECT DISTINCT entity_id
FROM concerned AS e
WHERE audience_id IS NULL
   OR EXISTS (SELECT FROM member AS m JOIN record ON record.id = m.record_id
              JOIN audience_within AS w ON w.narrow_id = record.audience_id AND w.wide_id = e.audience_id
              WHERE m.entity_id = e.entity_id)
