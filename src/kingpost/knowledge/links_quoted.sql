-- Numbers quoted in a subject: "[#4471]", "POR-118", "INV-2093", "P-1042", and "2026-017", which is none of a date. A number that could mean two different things links to neither.
-- What quotes what is remembered, because the thing may be read after the mail that quotes it (quoting.sql).
WITH quoted AS (
    SELECT DISTINCT b.record_id AS id, b.audience_id, upper(t.token[1]) AS token
    FROM batch AS b
    CROSS JOIN LATERAL regexp_matches(b.title, '(?:#(?=\d{3})|\m(?=[A-Z][A-Z0-9]{1,9}-\d)|(?<![\w-])(?=[A-Z]-\d{2}|\d{2,6}-\d{3})(?!\d\d?-(?:19|20)\d\d\M))([A-Z0-9-]{3,20})\M', 'g') AS t(token)
    WHERE b.kind IN ('message', 'meeting', 'document', 'task') AND b.live AND b.title ~ '[#-]\d'
), forgotten AS (
    DELETE FROM quote AS o USING batch AS b
    WHERE o.record_id = b.record_id AND o.token !~ '^(name|notice|away):'
      AND NOT EXISTS (SELECT FROM quoted AS q WHERE (q.id, q.token) = (o.record_id, o.token))
), noted AS (
    INSERT INTO quote (record_id, token) SELECT id, token FROM quoted ON CONFLICT DO NOTHING
), meant AS (
    SELECT q.id, q.token, m.entity_id, min(t.id) AS target
    FROM quoted AS q
    JOIN LATERAL (
        SELECT record.id FROM record WHERE record.remote_id = q.token AND record.kind IN ('ticket', 'task', 'project', 'invoice')
        UNION
        SELECT match_key.record_id FROM match_key WHERE match_key.key = 'code:' || q.token
    ) AS named ON true
    JOIN record AS t ON t.id = named.id AND t.gone_at IS NULL AND t.version IS NOT NULL AND t.id <> q.id
    JOIN audience_within AS w ON w.narrow_id = q.audience_id AND w.wide_id = t.audience_id
    JOIN member AS m ON m.record_id = t.id
    GROUP BY q.id, q.token, m.entity_id
)
INSERT INTO link_wanted (record_id, role, target_id, why)
SELECT id, 'about', min(target), 'quotes ' || token
FROM meant
GROUP BY id, token
HAVING count(*) = 1
