-- Closed tickets like this one, as an audience may know them: of the same client, or found by the words of its title; the most alike first. Tickets that hold
-- half of the words are looked for by themselves: a single one may be in more tickets than are gone through.
WITH worded AS (
    (SELECT s.* FROM search AS s JOIN audience_within AS w ON w.narrow_id = %(audience)s AND w.wide_id = s.audience_id
     WHERE s.kind = 'ticket' AND s.words @@ to_tsquery('simple', %(most)s) LIMIT %(gone_through)s)
    UNION ALL
    (SELECT s.* FROM search AS s JOIN audience_within AS w ON w.narrow_id = %(audience)s AND w.wide_id = s.audience_id
     WHERE s.kind = 'ticket' AND s.words @@ to_tsquery('simple', %(any)s) LIMIT %(gone_through)s)
), candidate AS (
    SELECT m.entity_id FROM client_of AS c JOIN member AS m ON m.record_id = c.record_id WHERE c.client_id = %(client)s AND c.kind = 'ticket'
    UNION
    SELECT entity_id FROM (SELECT entity_id FROM worded ORDER BY similarity(lower(title), lower(%(title)s)) DESC, entity_id DESC LIMIT %(nearest)s) AS nearest
), alike AS (
    SELECT DISTINCT ON (e.entity_id) e.entity_id, e.title, e.golden, e.audience_id,
           similarity(lower(e.title), lower(%(title)s)) AS by_title,
           (SELECT count(*) FROM jsonb_array_elements_text(CASE jsonb_typeof(e.golden->'tags') WHEN 'array' THEN e.golden->'tags' ELSE '[]' END) AS t(tag)
            WHERE t.tag = ANY(%(tags)s)) AS by_tags
    FROM candidate AS c
    JOIN entity AS e ON e.entity_id = c.entity_id AND NOT e.open AND e.kind = 'ticket'
    JOIN audience_within AS w ON w.narrow_id = %(audience)s AND w.wide_id = e.audience_id
    WHERE e.entity_id <> %(ticket)s
    ORDER BY e.entity_id, e.records DESC, e.audience_id
), best AS (
    SELECT *, by_title + 0.15 * least(by_tags, 4) AS score FROM alike
    WHERE by_title >= 0.3 OR by_tags >= 3 OR by_title >= 0.1 AND by_tags >= 2
    ORDER BY score DESC, entity_id DESC LIMIT 25
)
SELECT b.entity_id, b.title, b.golden::text, b.score, first.text, solver.entity_id, solver.title, coalesce(back.times, 0), ended.at
FROM best AS b
LEFT JOIN LATERAL (
    SELECT t.text FROM timeline AS t
    JOIN audience_within AS w ON w.narrow_id = %(audience)s AND w.wide_id = t.audience_id
    JOIN member AS am ON am.record_id = t.actor_id
    JOIN entity AS p ON p.entity_id = am.entity_id
    WHERE t.entity_id = b.entity_id AND t.what IN ('answered', 'commented', 'changed', 'resolved', 'completed')
      AND p.standing = 'staff'
    ORDER BY t.at, t.number LIMIT 1
) AS first ON true
LEFT JOIN LATERAL (
    SELECT t.at, t.actor_id FROM timeline AS t JOIN audience_within AS w ON w.narrow_id = %(audience)s AND w.wide_id = t.audience_id
    WHERE t.entity_id = b.entity_id AND t.what IN ('resolved', 'closed', 'completed') ORDER BY t.at DESC, t.number DESC LIMIT 1
) AS ended ON true
LEFT JOIN LATERAL (
    SELECT count(DISTINCT t.at) AS times FROM timeline AS t JOIN audience_within AS w ON w.narrow_id = %(audience)s AND w.wide_id = t.audience_id
    WHERE t.entity_id = b.entity_id AND t.what = 'reopened'
) AS back ON true
LEFT JOIN LATERAL (
    SELECT pm.entity_id, e.title
    FROM (SELECT ended.actor_id AS record_id, 1 AS rank WHERE ended.actor_id IS NOT NULL
          UNION ALL
          SELECT l.target_id, 2 FROM member AS m JOIN record AS said ON said.id = m.record_id
          JOIN audience_within AS s ON s.narrow_id = %(audience)s AND s.wide_id = said.audience_id
          JOIN link AS l ON l.record_id = said.id AND l.role = 'owner' WHERE m.entity_id = b.entity_id) AS who
    JOIN member AS pm ON pm.record_id = who.record_id
    JOIN entity AS e ON e.entity_id = pm.entity_id
    JOIN audience_within AS w ON w.narrow_id = %(audience)s AND w.wide_id = e.audience_id
    WHERE e.standing = 'staff'
    ORDER BY who.rank, e.records DESC, pm.entity_id LIMIT 1
) AS solver ON true
ORDER BY b.score DESC, b.entity_id DESC
