-- The suggestions that hold for these flags, of those a reader may see; "decided" says whether anything was ever decided about the flag.
SELECT s.*, EXISTS (SELECT FROM decision AS d JOIN suggestion AS about ON about.id = d.suggestion_id WHERE about.flag_id = s.flag_id) AS decided
FROM suggestion AS s JOIN flag AS f ON f.id = s.flag_id
WHERE s.flag_id = ANY(%(flags)s::bigint[]) AND f.audience_id = ANY(%(seen_by)s::bigint[]) AND s.superseded_at IS NULL
ORDER BY s.flag_id, s.id
