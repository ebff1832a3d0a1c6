-- The flags a reader is shown: of several views of one thing the fullest, and none that what the reader may see contradicts. Part of what asks, so that the
-- first of thousands are found by the index of their rank.
WITH visible AS NOT MATERIALIZED (
    SELECT f.* FROM flag AS f
    WHERE f.audience_id = ANY(%(seen_by)s) AND NOT (f.not_for && %(seen_by)s::bigint[])
      AND CASE WHEN %(closed)s THEN f.closed_at IS NOT NULL AND f.closed_why <> 'joined' ELSE f.closed_at IS NULL END
      AND (%(before_start)s::boolean IS NULL OR f.before_start = %(before_start)s)
      AND (%(client)s::bigint IS NULL OR f.client_id = %(client)s)
      AND (%(owner)s::bigint IS NULL OR f.owner_id = %(owner)s)
      AND (%(rule)s::text IS NULL OR %(rule)s = ANY(f.rules))
      AND (%(thing)s::bigint IS NULL OR f.entity_id = %(thing)s)
), shown AS NOT MATERIALIZED (
    SELECT f.* FROM visible AS f
    WHERE NOT EXISTS (
        SELECT FROM flag AS g
        WHERE g.entity_id = f.entity_id AND g.part = f.part AND g.id <> f.id AND g.closed_at IS NULL AND g.audience_id = ANY(%(seen_by)s)
          AND NOT (g.not_for && %(seen_by)s::bigint[])
          AND (f.closed_at IS NOT NULL
               OR EXISTS (SELECT FROM audience_within AS w WHERE w.narrow_id = g.audience_id AND w.wide_id = f.audience_id)
               OR NOT EXISTS (SELECT FROM audience_within AS w WHERE w.narrow_id = f.audience_id AND w.wide_id = g.audience_id)
                  AND (g.score, -g.id) > (f.score, -f.id)))
      AND (f.closed_at IS NULL OR NOT EXISTS (  -- while it was open a fuller view stood in its place, and that is settled too
        SELECT FROM flag AS g
        WHERE g.entity_id = f.entity_id AND g.part = f.part AND g.id <> f.id AND g.closed_at >= f.closed_at AND g.opened_at <= f.closed_at
          AND g.closed_why <> 'joined' AND g.audience_id = ANY(%(seen_by)s) AND NOT (g.not_for && %(seen_by)s::bigint[])
          AND (EXISTS (SELECT FROM audience_within AS w WHERE w.narrow_id = g.audience_id AND w.wide_id = f.audience_id)
               OR NOT EXISTS (SELECT FROM audience_within AS w WHERE w.narrow_id = f.audience_id AND w.wide_id = g.audience_id)
                  AND (g.score, -g.id) > (f.score, -f.id))))
)
