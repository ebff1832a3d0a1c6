-- Records of this batch that looked too early: something they rest on changed its client in their own step of this run or a later one (a reply and
-- the mail it answers are of one kind and take their turn together). Not those whose client follows from nearer evidence than that.
-- Each step is kept apart: joined in one go on statistics of an empty table, this once took most of a first load.
WITH news AS MATERIALIZED (
    SELECT m.entity_id, max(c.step) AS step FROM client_changed AS c JOIN member AS m USING (record_id) WHERE c.step >= %(since)s GROUP BY m.entity_id
), nearness AS MATERIALIZED (
    SELECT DISTINCT role, rank FROM resting
), early AS MATERIALIZED (
    SELECT t.entity_id, t.audience_id, c.step, min(t.rank) AS rank
    FROM news AS c JOIN resting AS t ON t.target_entity = c.entity_id AND t.rank > 1
    GROUP BY t.entity_id, t.audience_id, c.step
)
SELECT DISTINCT b.record_id
FROM early AS e
JOIN batch AS b USING (entity_id, audience_id)
JOIN unnest(%(kinds)s::text[], %(steps)s::int[]) AS turn(kind, step) ON turn.kind = b.kind
WHERE b.live AND b.kind <> 'client' AND e.step >= turn.step
  AND coalesce((SELECT min(n.rank) FROM client_of AS o JOIN nearness AS n ON n.role = o.via WHERE o.record_id = b.record_id), e.rank) >= e.rank
