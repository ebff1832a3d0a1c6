-- Records of this batch that looked too early: something they rest on changed its client in their own step of this run or a later one (a reply and
-- the mail it answers are of one kind and take their turn together). Not those whose client follows from nearer evidence than that.
SELECT DISTINCT b.record_id
FROM (SELECT m.entity_id, max(c.step) AS step FROM client_changed AS c JOIN member AS m USING (record_id) WHERE c.step >= %(since)s GROUP BY m.entity_id) AS c
JOIN resting AS t ON t.target_entity = c.entity_id AND t.rank > 1
JOIN batch AS b ON b.entity_id = t.entity_id AND b.audience_id = t.audience_id
JOIN unnest(%(kinds)s::text[], %(steps)s::int[]) AS turn(kind, step) ON turn.kind = b.kind
WHERE b.live AND b.kind <> 'client' AND c.step >= turn.step
  AND NOT EXISTS (SELECT FROM client_of AS o JOIN resting AS n ON n.role = o.via
                  WHERE o.record_id = b.record_id AND n.entity_id = b.entity_id AND n.audience_id = b.audience_id AND n.rank < t.rank)
