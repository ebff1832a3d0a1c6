-- For mails of clients that wait: an open ticket opened at that client about the same, within these hours of the mail. The words that tell are five letters or
-- longer, stand in the ticket's title and in the mail, are no name of the client or of its people, and are rare: in the titles of three open tickets of the client
-- at most. A ticket of the writer's own needs two such words, or all its title has, and no word of anybody on it at about the time of the mail: that would be the
-- mail itself.
WITH mail AS (
    SELECT w.n, w.audience, w.client, w.person, lower(w.text) AS text, w.at, w.first
    FROM unnest(%(n)s::int[], %(audiences)s::bigint[], %(clients)s::bigint[], %(people)s::bigint[], %(texts)s::text[], %(times)s::timestamptz[], %(first)s::timestamptz[])
        AS w(n, audience, client, person, text, at, first)
), named AS (
    SELECT m.client, lower(string_agg(n.title, ' ')) AS names
    FROM (SELECT DISTINCT client FROM mail) AS m
    CROSS JOIN LATERAL (
        SELECT e.title FROM entity AS e WHERE e.entity_id = m.client
        UNION SELECT e.title FROM client_of AS c JOIN member AS k ON k.record_id = c.record_id JOIN entity AS e ON e.entity_id = k.entity_id
              WHERE c.client_id = m.client AND c.kind = 'person'
    ) AS n
    GROUP BY m.client
), ticket AS (
    SELECT DISTINCT c.client_id, e.audience_id, e.entity_id, e.title, w.word
    FROM named AS m
    JOIN client_of AS c ON c.client_id = m.client AND c.kind = 'ticket'
    JOIN member AS k ON k.record_id = c.record_id
    JOIN entity AS e ON e.entity_id = k.entity_id AND e.open AND e.at > %(recent)s
    CROSS JOIN LATERAL regexp_split_to_table(lower(e.title), '[^[:alnum:]]+') AS w(word)
    WHERE length(w.word) >= 5 AND position(w.word IN m.names) = 0
), rare AS (
    SELECT client_id, word FROM ticket WHERE word <> ALL(%(plain)s::text[]) GROUP BY client_id, word HAVING count(DISTINCT entity_id) <= 3
), telling AS (
    SELECT t.entity_id, count(DISTINCT t.word) AS words FROM ticket AS t JOIN rare USING (client_id, word) GROUP BY t.entity_id
)
SELECT DISTINCT ON (m.n) m.n, t.entity_id, o.own
FROM mail AS m
JOIN ticket AS t ON t.client_id = m.client
JOIN rare AS r ON (r.client_id, r.word) = (t.client_id, t.word)
JOIN telling AS l ON l.entity_id = t.entity_id
CROSS JOIN LATERAL (
    SELECT EXISTS (SELECT FROM member AS tm JOIN link AS l ON l.record_id = tm.record_id AND l.role = 'requester' JOIN member AS pm ON pm.record_id = l.target_id
                   WHERE tm.entity_id = t.entity_id AND pm.entity_id = m.person) AS own
) AS o
JOIN audience_within AS a ON a.narrow_id = m.audience AND a.wide_id = t.audience_id
WHERE m.text ~ ('\m' || t.word || '\M')
  AND (SELECT min(h.at) FROM timeline AS h WHERE h.entity_id = t.entity_id) BETWEEN m.at - %(within)s::interval AND m.at + %(within)s::interval
  AND NOT (o.own AND EXISTS (
      SELECT FROM timeline AS h WHERE h.entity_id = t.entity_id AND h.what IN ('opened', 'commented')
      AND (h.at BETWEEN m.at - %(twin)s::interval AND m.at + %(twin)s::interval OR h.at BETWEEN m.first - %(twin)s::interval AND m.first + %(twin)s::interval)))
GROUP BY m.n, t.entity_id, o.own, l.words
HAVING NOT o.own OR count(DISTINCT t.word) >= least(2, l.words)
ORDER BY m.n, o.own, count(DISTINCT t.word) DESC, t.entity_id DESC
