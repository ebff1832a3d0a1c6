-- Names first (beginning with the text, then alike), then words. Each part is capped before anything is ranked. Words that occur again and again are found
-- among the newest things alone: the index would list every place of theirs first, however few are wanted. A client's time is when something last happened
-- with it: of two names that fit alike, the one we work with comes first. What has a number comes before what speaks of it, and so does a thing of a kind
-- that is named. Where some of several words name a client, what belongs to that client need not hold them: of each such client what happened last is gone
-- through, so that one of many years costs no more, and what there is of a kind that is named.
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
), typed AS (
    SELECT * FROM unnest(%(words)s::text[], %(forms)s::text[], %(names)s::text[]) WITH ORDINALITY AS t(word, form, name, place) WHERE %(several)s
), near AS MATERIALIZED (  -- by its letters first: among all that hold the word there are few clients
    SELECT t.place, t.name, s.entity_id, s.words
    FROM typed AS t JOIN search AS s ON s.kind = 'client' AND t.word <%% s.title AND s.audience_id = ANY(%(seen_by)s)
), whose AS (
    SELECT entity_id, array_agg(DISTINCT place) AS said FROM near WHERE words @@ to_tsquery('simple', name)
    GROUP BY entity_id ORDER BY count(DISTINCT place) DESC, entity_id LIMIT %(clients)s
), rest AS (
    SELECT w.entity_id AS client_id, to_tsquery('simple', string_agg(t.form, ' & ')) AS query
    FROM whose AS w LEFT JOIN typed AS t ON t.place <> ALL(w.said) GROUP BY w.entity_id
    HAVING count(t.place) > 0 OR cardinality(%(named)s::text[]) > 0
), theirs AS (
    SELECT s.entity_id, s.audience_id, s.kind, s.title, s.at, s.client_id,
           0.5 + coalesce(ts_rank(s.words, rest.query), 1) + CASE WHEN s.kind = ANY(%(named)s::text[]) THEN 1 ELSE 0 END AS rank
    FROM rest
    CROSS JOIN LATERAL (
        SELECT entity_id FROM (SELECT entity_id FROM timeline WHERE client_id = rest.client_id AND audience_id = ANY(%(seen_by)s) AND at <= %(now)s
                               ORDER BY at DESC LIMIT %(lately)s) AS lately
        UNION
        SELECT m.entity_id FROM (SELECT record_id FROM client_of WHERE client_id = rest.client_id AND kind = ANY(%(named)s::text[]) LIMIT %(lately)s) AS c
        JOIN member AS m ON m.record_id = c.record_id
    ) AS t
    JOIN search AS s ON s.entity_id = t.entity_id AND s.audience_id = ANY(%(seen_by)s)
    WHERE CASE WHEN rest.query IS NULL THEN s.kind = ANY(%(named)s::text[]) ELSE s.words @@ rest.query END
      AND s.kind NOT IN ('client', 'person') AND (%(kinds)s::text[] IS NULL OR s.kind = ANY(%(kinds)s))
    LIMIT %(candidates)s
), best AS (
    SELECT DISTINCT ON (entity_id) entity_id, kind, title, at, client_id,
           rank + CASE kind WHEN 'client' THEN 0.6 WHEN 'person' THEN 0.3 WHEN 'project' THEN 0.3 ELSE 0 END AS rank
    FROM (SELECT * FROM named UNION ALL SELECT * FROM worded UNION ALL SELECT * FROM theirs) AS all_
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
