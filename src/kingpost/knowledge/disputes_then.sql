-- Disagreements of a reader as they may have stood on a day, as known by a moment: those that were noticed by then and not yet settled or gone. One noticed
-- only later, such as in a first load of old records, counts from the day its sides were said, as far as it was known. What each side said that day is found in the
-- versions (disputes_then.py). Columns as in disputes.sql, without a ruling; last, whether it was open then.
WITH mine AS (
    SELECT d.*, (SELECT h.line->>1 FROM jsonb_array_elements(d.history) WITH ORDINALITY AS h(line, n)
                 WHERE h.line->>1 <> 'changed' AND (h.line->>0)::timestamptz <= greatest(d.opened_at, least(%(true_at)s::timestamptz, %(known_at)s::timestamptz))
                 ORDER BY h.n DESC LIMIT 1) AS stood
    FROM disagreement AS d
    WHERE d.audience_id = ANY(%(seen_by)s) AND d.opened_at <= %(known_at)s::timestamptz AND (%(id)s::bigint IS NULL OR d.id = %(id)s)
      AND coalesce(d.since <= %(true_at)s::timestamptz, true) AND coalesce(d.until > %(true_at)s::timestamptz, true)
), shown AS (
    SELECT DISTINCT ON (d.entity_id, d.family) d.*
    FROM mine AS d
    WHERE %(id)s::bigint IS NOT NULL OR CASE WHEN %(settled)s THEN d.stood IN ('settled', 'gone') ELSE d.stood IN ('opened', 'reopened', 'again') END
    ORDER BY d.entity_id, d.family, jsonb_array_length(d.sides) DESC, d.id
)
SELECT d.id, d.family, d.entity_id, d.client_id,
       (SELECT e.title FROM entity AS e WHERE e.entity_id = d.client_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1),
       d.kind, d.title, d.sides::text, d.money, d.currency, d.days, d.first, '[]', d.opened_at, d.closed_at, d.history::text,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, d.audience_id, d.since, d.until, d.stood
FROM shown AS d
ORDER BY CASE WHEN %(settled)s THEN d.changed_at END DESC, coalesce(least(d.days, 60) * 100, 0) + coalesce(least(d.money, 1000000), 0) DESC, d.title, d.id
LIMIT %(most)s
