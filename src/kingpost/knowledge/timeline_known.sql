-- A stretch of one timeline as it was known at a moment: lines whose record said so in the version held then, in that version's words, and the
-- lines of records that are gone since.
WITH here AS (
    SELECT t.at, t.kind, t.what, h.text, h.actor, t.entity_id, t.record_id, t.number::int AS number, t.client_id
    FROM timeline AS t
    JOIN LATERAL (
        SELECT happenings FROM version WHERE record_id = t.record_id AND learned <= %(known_at)s ORDER BY number DESC LIMIT 1
    ) AS v ON true
    JOIN LATERAL (
        SELECT one->>'text' AS text, (one->>'actor')::uuid AS actor FROM jsonb_array_elements(v.happenings) AS one
        WHERE one->>'what' = t.what AND earliest(ARRAY[one->>'at']) = t.at ORDER BY one->>'text' = t.text DESC LIMIT 1
    ) AS h ON true
    WHERE t.{column} = %(number)s AND t.audience_id = ANY(%(seen_by)s)
      AND (%(kinds)s::text[] IS NULL OR t.kind = ANY(%(kinds)s))
      AND (%(what)s::text[] IS NULL OR t.what = ANY(%(what)s))
      AND (%(before)s::timestamptz IS NULL OR t.at < %(before)s) AND t.at <= %(until)s
      AND %(known_at)s >= (SELECT min(connected_at) FROM system)
    ORDER BY t.at DESC, t.record_id DESC, t.number DESC
    LIMIT %(limit)s
), gone AS (
    SELECT r.id, r.kind, m.entity_id FROM record AS r JOIN member AS m ON m.record_id = r.id
    WHERE r.gone_at > %(known_at)s AND r.audience_id = ANY(%(seen_by)s)
      AND (%(kinds)s::text[] IS NULL OR r.kind = ANY(%(kinds)s))
      AND CASE WHEN %(client)s THEN EXISTS (
              SELECT FROM link_before AS b
              WHERE b.record_id = r.id
                AND (EXISTS (SELECT FROM member AS o WHERE o.record_id = b.target_id AND o.entity_id = %(number)s)
                     OR EXISTS (SELECT FROM client_of AS c WHERE c.record_id = b.target_id AND c.client_id = %(number)s)))
          ELSE m.entity_id = %(number)s END
), lost AS (
    SELECT (one->>'at')::timestamptz AS at, g.kind, one->>'what' AS what, one->>'text' AS text, (one->>'actor')::uuid AS actor, g.entity_id, g.id,
           place::int AS number, CASE WHEN %(client)s THEN %(number)s ELSE 0 END AS client_id
    FROM gone AS g
    JOIN LATERAL (
        SELECT happenings FROM version WHERE record_id = g.id AND learned <= %(known_at)s ORDER BY number DESC LIMIT 1
    ) AS v ON true
    CROSS JOIN LATERAL jsonb_array_elements(v.happenings) WITH ORDINALITY AS h(one, place)
    WHERE earliest(ARRAY[one->>'at']) <= %(until)s AND (%(before)s::timestamptz IS NULL OR earliest(ARRAY[one->>'at']) < %(before)s)
      AND (%(what)s::text[] IS NULL OR one->>'what' = ANY(%(what)s))
), stretch AS (
    SELECT * FROM here UNION ALL SELECT * FROM lost ORDER BY at DESC, record_id DESC, number DESC LIMIT %(limit)s
)
SELECT s.at, s.kind, s.what, s.text, coalesce(p.title, ''), p.entity_id, s.entity_id, coalesce(e.title, v.title, ''), s.record_id, s.client_id,
       coalesce(n.service, ''), 0
FROM stretch AS s
LEFT JOIN notice AS n ON n.record_id = s.record_id
LEFT JOIN record AS a ON a.key = s.actor
LEFT JOIN member AS m ON m.record_id = a.id
LEFT JOIN LATERAL (
    SELECT entity.entity_id, entity.title FROM entity
    WHERE entity.entity_id = m.entity_id AND entity.audience_id = ANY(%(seen_by)s) ORDER BY records DESC, audience_id LIMIT 1
) AS p ON true
LEFT JOIN LATERAL (
    SELECT entity.title FROM entity
    WHERE entity.entity_id = s.entity_id AND entity.audience_id = ANY(%(seen_by)s) ORDER BY records DESC, audience_id LIMIT 1
) AS e ON true
LEFT JOIN LATERAL (
    SELECT title FROM version WHERE e.title IS NULL AND record_id = s.record_id AND learned <= %(known_at)s ORDER BY number DESC LIMIT 1
) AS v ON true
ORDER BY s.at DESC, s.record_id DESC, s.number DESC
