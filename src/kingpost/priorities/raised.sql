-- A flag asks for attention again when something weighty that is part of it was noticed, or noticed anew, after it last did. ``alarms`` are rules that may.
UPDATE flag AS f SET raised_at = %(now)s
FROM (
    SELECT g.id, max(s.moved_at) AS moved
    FROM flag AS g
    JOIN signal AS s ON s.anchor_id = g.entity_id AND s.part = g.part AND s.closed_at IS NULL AND s.answer_id IS NULL AND s.opens AND s.rule = ANY(%(alarms)s)
    JOIN audience_within AS w ON w.narrow_id = g.audience_id AND w.wide_id = s.audience_id
    WHERE g.entity_id = ANY(%(things)s) AND g.closed_at IS NULL
      AND NOT EXISTS (SELECT FROM audience_within AS n WHERE n.narrow_id = g.audience_id AND n.wide_id = ANY(s.not_for))
    GROUP BY g.id
) AS n
WHERE f.id = n.id AND n.moved > coalesce(greatest(f.raised_at, f.opened_at), f.opened_at)
RETURNING f.id
