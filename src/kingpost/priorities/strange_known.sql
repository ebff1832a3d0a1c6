-- What was known when each of these mails came: whether it is known (a notice: its kind is; a letter: one from the same address came before), whether its kind is usual
-- (``times`` of the same sender came before that had its shape, or one more like it than ``alike``), how many of the sender's last mails there are and how many shapes they have, the first mail of a new shape
-- shortly before, the one client its words name, and whether it is over: the sender said so of the same thing (a title that says it as ``over`` has it, alike
-- but for its ``state``, also behind its sender's name, ``named``) within a day before it or within ``ongoing`` after it, or it is a notice of an end (it begins as ``ended`` does), of whatever; and whether its sender
-- is to be expected to say so: it is one as ``trouble`` has it, and the sender says of other things that they are over.
WITH asked AS MATERIALIZED (
    SELECT r.id, v.title, v.valid_from, v.fields, s.sender, s.shape, s.at,
           (SELECT count(*) FROM (SELECT FROM shape AS o WHERE o.sender = s.sender AND o.shape = s.shape AND (o.at, o.record_id) < (s.at, s.record_id) LIMIT %(times)s) AS o)
               >= %(times)s AS same
    FROM record AS r
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    LEFT JOIN shape AS s ON s.record_id = r.id
    WHERE r.id = ANY(%(records)s)
), judged AS MATERIALIZED (
    SELECT a.*, regexp_replace(regexp_replace(lower(a.title), %(named)s, '\1'), %(state)s, '', 'g') AS what, a.shape IS NOT NULL AND (a.same OR coalesce(b.like_it >= %(times)s, false)) AS usual, CASE
        WHEN a.fields->>'automatic' = 'true' THEN a.same OR coalesce(b.like_it >= %(times)s, false)
        ELSE EXISTS (SELECT FROM match_key AS key JOIN link AS l ON l.target_id = key.record_id AND l.role = 'sender' JOIN version AS ov ON ov.record_id = l.record_id
                     WHERE key.key = 'email:' || lower(a.fields->>'from') AND ov.number = 1 AND ov.valid_from < a.valid_from) END AS seen,
        coalesce(b.total, 0) AS total, coalesce(b.shapes, 0) AS shapes
    FROM asked AS a
    LEFT JOIN LATERAL (
        SELECT sum(o.many)::bigint AS total, count(*) AS shapes, sum(o.many) FILTER (WHERE similarity(o.shape, a.shape) > %(alike)s) AS like_it
        FROM (
            SELECT l.shape, count(*) AS many
            FROM (SELECT shape FROM shape WHERE NOT a.same AND sender = a.sender AND at < a.at ORDER BY at DESC LIMIT %(most)s) AS l  -- of a known kind nothing more is asked
            GROUP BY l.shape
        ) AS o
    ) AS b ON a.shape IS NOT NULL AND NOT a.same
), marked AS MATERIALIZED (  -- with the word that tells most, a number or the longest: of a busy sender few titles hold it, and only those are taken apart
    SELECT j.*, (SELECT w.word FROM regexp_split_to_table(j.what, '\s+') AS w(word) ORDER BY w.word ~ '\d' DESC, length(w.word) DESC, w.word LIMIT 1) AS word
    FROM judged AS j
)
SELECT j.id, j.seen, j.usual, j.total, j.shapes, f.entity_id, c.client_id,
       coalesce(j.fields->>'automatic' = 'true' AND j.title ~* %(ended)s, false) OR j.shape IS NOT NULL AND NOT j.usual AND EXISTS (
           SELECT FROM shape AS o
           JOIN record AS r ON r.id = o.record_id
           JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE o.sender = j.sender AND o.record_id <> j.id AND o.at BETWEEN j.at - interval '1 day' AND j.at + %(ongoing)s
             AND position(j.word IN lower(v.title)) > 0
             AND CASE WHEN o.at > j.at THEN v.title ELSE j.title END ~* %(over)s
             AND regexp_replace(regexp_replace(lower(v.title), %(named)s, '\1'), %(state)s, '', 'g') = j.what),
       coalesce(NOT j.usual AND j.title ~* %(trouble)s AND EXISTS (
           SELECT FROM (SELECT shape FROM shape WHERE sender = j.sender ORDER BY at DESC LIMIT %(most)s) AS o WHERE o.shape ~* %(over)s), false)
FROM marked AS j
LEFT JOIN LATERAL (
    SELECT m.entity_id
    FROM signal AS o JOIN member AS m ON m.entity_id = o.anchor_id JOIN shape AS p ON p.record_id = ANY(o.evidence)
    WHERE NOT (j.seen AND j.usual) AND o.rule = 'unfamiliar' AND o.closed_at IS NULL AND p.sender = j.sender AND o.since BETWEEN j.at - %(together)s AND j.at
    ORDER BY o.since, o.id LIMIT 1
) AS f ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN count(DISTINCT e.entity_id) = 1 THEN min(e.entity_id) END AS client_id
    FROM entity AS e
    WHERE NOT (j.seen AND j.usual) AND e.kind = 'client' AND e.standing = 'client' AND length(e.title) >= 4
      AND position(lower(e.title) IN lower(j.title || ' ' || coalesce(j.fields->>'snippet', ''))) > 0
) AS c ON true
