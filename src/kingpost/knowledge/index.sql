-- What can be found of these entities, for each audience: title first, then who and what it is about, then the text (up to 100,000 characters,
-- because a search vector must stay under 1 MB). A title is there without its accents and dashes too; a number as its parts and as one word ("por 118",
-- "por118"); a sum in whole units; a telephone number as its last nine digits, which every way to write it ends with. What was said is put together once, also where the planner takes thousands of things for one.
WITH shown AS (
    SELECT * FROM entity WHERE entity_id = ANY(%(entities)s::bigint[]) AND (kind <> 'client' OR standing <> 'own')
), gone AS (
    DELETE FROM search AS s
    WHERE s.entity_id = ANY(%(entities)s::bigint[])
      AND NOT EXISTS (SELECT FROM shown AS e WHERE (e.entity_id, e.audience_id) = (s.entity_id, s.audience_id))
), said AS MATERIALIZED (
    SELECT m.entity_id, w.narrow_id AS audience_id, string_agg(left(v.body, 100000 / least(e.records, 5)), ' ' ORDER BY r.key) AS body,
           string_agg(r.remote_id, ' ' ORDER BY r.key) FILTER (WHERE r.kind IN ('ticket', 'task', 'project', 'invoice', 'approval')) AS numbers,
           min((SELECT min(c.client_id) FROM client_of AS c WHERE c.record_id = r.id)) AS client_id
    FROM member AS m
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    JOIN shown AS e ON e.entity_id = m.entity_id
    JOIN audience_within AS w ON w.narrow_id = e.audience_id AND w.wide_id = r.audience_id
    WHERE m.entity_id = ANY(%(entities)s::bigint[])
    GROUP BY m.entity_id, w.narrow_id
)
INSERT INTO search (entity_id, audience_id, kind, title, at, client_id, words)
SELECT e.entity_id, e.audience_id, e.kind, e.title, e.at, s.client_id,
       setweight(to_tsvector('simple', e.title), 'A')
       || setweight(to_tsvector('simple', unaccent(regexp_replace(e.title, '[^[:alnum:]]+', ' ', 'g'))), 'A')
       || setweight(to_tsvector('simple', concat_ws(' ', e.golden->>'email', e.golden->>'company', e.golden->>'number', e.golden->>'code', e.golden->>'domain',
                                                    e.golden->>'message_id', e.golden->>'order_reference')), 'B')
       || setweight(to_tsvector('simple', concat_ws(' ', regexp_replace(n.numbers, '[^[:alnum:]]+', ' ', 'g'), regexp_replace(n.numbers, '[^[:alnum:] ]+', '', 'g'),
                                                    substring(e.golden->>'amount' FROM '^\d+'), substring(e.golden->>'net' FROM '^\d+'),
                                                    right(regexp_replace(e.golden->>'phone', '\D', '', 'g'), 9), right(regexp_replace(e.golden->>'mobile', '\D', '', 'g'), 9))), 'B')
       || setweight(to_tsvector('simple', left(coalesce(s.body, ''), 100000)), 'D')
FROM shown AS e
LEFT JOIN said AS s USING (entity_id, audience_id)
CROSS JOIN LATERAL (SELECT concat_ws(' ', s.numbers, e.golden->>'number', e.golden->>'code', e.golden->>'order_reference') AS numbers) AS n
ON CONFLICT (entity_id, audience_id) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, at = excluded.at, client_id = excluded.client_id, words = excluded.words
