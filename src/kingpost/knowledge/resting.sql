-- What the client of each thing in the batch may follow from: the entities its records point at, nearest evidence first. Once for an entity and
-- each of its audiences, from the links of all its records that audience may use. Nothing rests on itself.
CREATE TEMPORARY TABLE IF NOT EXISTS resting (
    entity_id bigint, audience_id bigint, role text, rank int, target_id bigint, target_entity bigint
) ON COMMIT DELETE ROWS;
DELETE FROM resting;
WITH pointing AS (
    SELECT record_id, entity_id, audience_id FROM batch WHERE live AND NOT joined
    UNION ALL
    SELECT o.record_id, s.entity_id, s.audience_id
    FROM (SELECT DISTINCT entity_id, audience_id FROM batch WHERE live AND joined) AS s
    JOIN batch AS o ON o.entity_id = s.entity_id AND o.live
    JOIN audience_within AS w ON w.narrow_id = s.audience_id AND w.wide_id = o.audience_id
)
INSERT INTO resting
SELECT DISTINCT p.entity_id, p.audience_id, l.role, n.rank, l.target_id, m.entity_id
FROM pointing AS p
JOIN link_wanted AS l USING (record_id)
JOIN (VALUES ('client', 1), ('buyer', 1), ('employer', 1), ('project', 2), ('ticket', 2), ('agreement', 2), ('about', 2), ('parent', 2), ('requester', 3),
             ('sender', 3), ('recipient', 3), ('copied', 3), ('attendee', 3), ('organiser', 3), ('author', 3), ('thread', 4)) AS n(role, rank) USING (role)
JOIN member AS m ON m.record_id = l.target_id AND m.entity_id <> p.entity_id
