-- Put stored pairs right: what went goes, what is new or changed comes. Levels come as one text, | between them: no level has that in its name.
WITH gone AS (
    DELETE FROM pair AS p USING unnest(%(gone_one)s::bigint[], %(gone_other)s::bigint[]) AS g(one, other)
    WHERE p.one = g.one AND p.other = g.other
)
INSERT INTO pair AS p (one, other, weight, verdict, levels)
SELECT n.one, n.other, n.weight, n.verdict, string_to_array(n.levels, '|')
FROM unnest(%(one)s::bigint[], %(other)s::bigint[], %(weights)s::float8[], %(verdicts)s::text[], %(levels)s::text[]) AS n(one, other, weight, verdict, levels)
ON CONFLICT (one, other) DO UPDATE SET weight = excluded.weight, verdict = excluded.verdict, levels = excluded.levels
