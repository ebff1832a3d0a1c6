-- Names first (beginning with the text, then alike), then words. Each part is capped before anything is ranked. Words that occur again and again are found
-- among the newest things alone: the index would list every place of theirs first, however few are wanted. A client's time is when something last happened
-- with it: of two names that fit alike, the one we work with comes first. What has a number comes before what speaks of it, and so does a thing of a kind
-- that is named.
WITH named AS (
    SELECT entity_id, audience_id, kind, title, at, client_id,
           CASE WHEN lower(title) LIKE %(start)s THEN 3.0 ELSE 1.0 + word_similarity(%(text)s, title) END AS rank
    FROM search
    WHERE kind IN ('client', 'person', 'project') AND %(text)s <%% title AND audience_id = ANY(%(seen_by)s)
      AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s))
    LIMIT %(candidates)s
), latest AS MATERIALIZED (
    SELECT * FROM (SELECT * FROM search WHERE at <= %(now)s ORDER BY at DESC LIMIT %(newest)s) AS n
    WHERE words @@ to_tsquery('simple', %(query)s) AND audience_id = ANY(%(seen_by)s)
      AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s))
    LIMIT %(candidates)s
), worded AS (
    SELECT entity_id, audience_id, kind, title, at, client_id, ts_rank(words, to_tsquery('simple', %(query)s))
           + CASE WHEN kind IN ('ticket', 'task', 'project', 'invoice', 'approval', 'client', 'person') AND words @@ to_tsquery('simple', %(numbers)s) THEN 1 ELSE 0 END
           + CASE WHEN kind = ANY(%(named)s::text[]) THEN 1 ELSE 0 END AS rank
    FROM (SELECT * FROM latest
          UNION ALL
          (SELECT * FROM search
           WHERE (SELECT count(*) FROM latest) < %(plenty)s
             AND words @@ to_tsquery('simple', %(query)s) AND audience_id = ANY(%(seen_by)s)
             AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s))
           LIMIT %(candidates)s)) AS capped
), best AS (
    SELECT DISTINCT ON (entity_id) entity_id, kind, title, at, client_id,
           rank + CASE kind WHEN 'client' THEN 0.6 WHEN 'person' THEN 0.3 WHEN 'project' THEN 0.3 ELSE 0 END AS rank
    FROM (SELECT * FROM named UNION ALL SELECT * FROM worded) AS both_
    ORDER BY entity_id, rank DESC
), top AS (
    SELECT * FROM best ORDER BY rank DESC, at DESC NULLS LAST, entity_id LIMIT %(limit)s
)
SELECT t.entity_id, t.kind, t.title, coalesce(lately.at, t.at), coalesce(c.title, ''), t.client_id, coalesce(n.number, '')
FROM top AS t
LEFT JOIN LATERAL (SELECT title FROM entity WHERE entity.entity_id = t.client_id AND entity.audience_id = ANY(%(seen_by)s) AND t.kind <> 'client'
                   ORDER BY records DESC, audience_id LIMIT 1) AS c ON true
LEFT JOIN LATERAL (SELECT h.at FROM timeline AS h WHERE t.kind = 'client' AND h.client_id = t.entity_id AND h.audience_id = ANY(%(seen_by)s) AND h.at <= %(now)s
                   ORDER BY h.at DESC LIMIT 1) AS lately ON true
LEFT JOIN LATERAL (SELECT r.remote_id AS number FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
                   WHERE t.kind IN ('ticket', 'task') AND m.entity_id = t.entity_id AND length(r.remote_id) <= 12 ORDER BY r.key LIMIT 1) AS n ON true
ORDER BY t.rank DESC, coalesce(lately.at, t.at) DESC NULLS LAST, t.entity_id
