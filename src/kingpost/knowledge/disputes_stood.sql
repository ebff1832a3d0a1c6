-- Disagreements of a reader as they may have stood on a day, as known by a moment: those that were noticed by then and not yet settled or gone. One noticed
-- only later, such as in a first load of old records, counts from the day its sides were said, as far as it was known. What each side said that day is found in the
-- versions (disputes_then.py). The steps that disputes_then.sql and disagreements_marks_then.sql go on from: ``shown``, with how it stood then.
WITH mine AS (
    SELECT d.*, (SELECT h.line->>1 FROM jsonb_array_elements(d.history) WITH ORDINALITY AS h(line, n)
                 WHERE h.line->>1 <> 'changed' AND (h.line->>0)::timestamptz <= greatest(d.opened_at, least(%(true_at)s::timestamptz, %(known_at)s::timestamptz))
                 ORDER BY h.n DESC LIMIT 1) AS stood
    FROM disagreement AS d
    WHERE d.audience_id = ANY(%(seen_by)s) AND d.opened_at <= %(known_at)s::timestamptz AND {which}
      AND coalesce(d.since <= %(true_at)s::timestamptz, true) AND coalesce(d.until > %(true_at)s::timestamptz, true)
), shown AS (
    SELECT DISTINCT ON (d.entity_id, d.family) d.*
    FROM mine AS d
    WHERE %(id)s::bigint IS NOT NULL OR CASE WHEN %(settled)s THEN d.stood IN ('settled', 'gone') ELSE d.stood IN ('opened', 'reopened', 'again') END
    ORDER BY d.entity_id, d.family, jsonb_array_length(d.sides) DESC, d.id
)
