-- The flags of the step ``page``, with the names of their client and owner, and of one that was raised again since it opened when, and what was noticed then.
SELECT s.id, s.entity_id, s.kind, s.title, s.client_id, coalesce(c.title, ''), s.why, s.rank_why, s.score, s.parts::text, s.rules, s.since, s.due, s.owner_id,
       coalesce(o.title, ''), s.before_start, s.opened_at, s.closed_at, s.closed_why, s.audience_id, s.part,
       CASE WHEN s.raised_at > s.opened_at THEN s.raised_at END, coalesce(r.says, '')
FROM page AS s
LEFT JOIN LATERAL (
    SELECT title FROM entity AS e WHERE e.entity_id = s.client_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT title FROM entity AS e WHERE e.entity_id = s.owner_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS o ON true
LEFT JOIN LATERAL (
    SELECT x.says FROM signal AS x JOIN audience_within AS w ON w.narrow_id = s.audience_id AND w.wide_id = x.audience_id
    WHERE s.raised_at > s.opened_at AND s.closed_at IS NULL AND x.anchor_id = s.entity_id AND x.part = s.part AND x.closed_at IS NULL AND x.answer_id IS NULL
      AND x.opens AND x.rule = ANY(%(alarms)s::text[]) AND x.moved_at <= s.raised_at AND NOT (x.not_for && %(seen_by)s::bigint[])
    ORDER BY x.moved_at DESC, x.id LIMIT 1
) AS r ON true
ORDER BY CASE WHEN %(closed)s THEN s.closed_at END DESC, s.score DESC, s.id
