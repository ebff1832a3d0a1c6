-- Follows reach.sql and some of its flags (``told``): how each stands towards the reader, and what the person it waits for is: the owner, or else whom an
-- approval was asked of or something was handed over to; for one who is not here, the absences their calendars name.
, standing AS MATERIALIZED (
    SELECT s.id, s.code, coalesce(n.title, '') AS name, p.person_id IS NOT NULL AS owned, coalesce(p.asked, false) AS asked, coalesce(n.gone, false) AS gone,
           coalesce(n.away, false) OR w.away IS NOT NULL AS away, h.known, h.here, w.away AS stretches
    FROM told AS s
    LEFT JOIN LATERAL (
        SELECT a.person_id, a.asked
        FROM (SELECT s.owner_id AS person_id, false AS asked WHERE s.owner_id IS NOT NULL
              UNION ALL
              SELECT x.owner_id, x.rule = 'approval_stuck' FROM signal AS x JOIN audience_within AS v ON v.narrow_id = s.audience_id AND v.wide_id = x.audience_id
              WHERE x.anchor_id = s.entity_id AND x.closed_at IS NULL AND x.answer_id IS NULL AND x.rule IN ('approval_stuck', 'handover_open') AND x.owner_id IS NOT NULL) AS a
        ORDER BY EXISTS (SELECT FROM member AS m JOIN match_key AS k USING (record_id) WHERE m.entity_id = a.person_id AND k.key = %(address)s) DESC,
                 a.person_id IS DISTINCT FROM s.owner_id, a.asked DESC
        LIMIT 1
    ) AS p ON true
    LEFT JOIN LATERAL (
        SELECT e.title, lower(e.golden->>'status') = ANY(%(on_leave)s) AS away,
               coalesce(lower(e.golden->>'status') = ANY(%(left)s), false)
               OR coalesce(e.golden->>'end_date', '') <> '' AND left(e.golden->>'end_date', 10) < %(today)s AS gone
        FROM entity AS e JOIN audience_within AS w ON w.narrow_id = s.audience_id AND w.wide_id = e.audience_id
        WHERE e.entity_id = p.person_id ORDER BY e.records DESC, e.audience_id LIMIT 1
    ) AS n ON true
    CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS known, coalesce(bool_or(u.id IN (SELECT user_id FROM reach WHERE role = 'holds' AND entity_id = s.entity_id)), false) AS here
        FROM member AS m JOIN match_key AS k ON k.record_id = m.record_id AND starts_with(k.key, 'email:')
        JOIN accounts_user AS u ON u.email = substr(k.key, 7) AND u.is_active
        WHERE m.entity_id = p.person_id
    ) AS h
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(o.starts_at, o.ends_at)) AS away
        FROM member AS m
        JOIN link AS l ON l.target_id = m.record_id AND l.role = 'away'
        JOIN occurrence AS o ON o.record_id = l.record_id AND o.ends_at > %(day_start)s AND o.starts_at < %(ahead)s
        JOIN record AS d ON d.id = l.record_id AND d.gone_at IS NULL
        JOIN audience_within AS a ON a.narrow_id = s.audience_id AND a.wide_id = d.audience_id
        WHERE m.entity_id = p.person_id AND NOT h.here
    ) AS w ON true
)
