-- Our own name: what staff lists and cards call the company of our people; else whoever sends most of the newest invoices, if that is nearly all of them.
WITH ours AS (
    SELECT v.fields->>'company' AS name
    FROM (SELECT record_id FROM match_key WHERE starts_with(key, 'email:') AND split_part(key, '@', 2) = ANY(%(own)s) LIMIT 5000) AS k
    JOIN record AS r ON r.id = k.record_id AND r.kind = 'person' AND r.gone_at IS NULL
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    WHERE coalesce(v.fields->>'company', '') <> ''
), sold AS (
    SELECT v.fields->>'seller_name' AS name
    FROM (SELECT DISTINCT record_id FROM (SELECT record_id FROM timeline WHERE kind = 'invoice' ORDER BY at DESC LIMIT 2000) AS t) AS i
    JOIN record AS r ON r.id = i.record_id AND r.gone_at IS NULL
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    WHERE coalesce(v.fields->>'seller_name', '') <> ''
)
SELECT name FROM (
    SELECT name, count(*) AS many, 0 AS place FROM ours GROUP BY name HAVING count(*) >= 2
    UNION ALL
    SELECT name, count(*), 1 FROM sold GROUP BY name HAVING count(*) >= 3 AND count(*) >= 0.8 * (SELECT count(*) FROM sold)
) AS found
ORDER BY place, many DESC, name
LIMIT 1
