-- For things no link ties to money: an open invoice of the same client, under an agreement whose name shares a word with the thing's own title. Only words
-- of five letters or more count, that are not the client's name and stand in the name of one agreement of that client alone.
WITH thing AS (
    SELECT t.thing, t.audience, t.client, w.word
    FROM unnest(%(things)s::bigint[], %(audiences)s::bigint[], %(clients)s::bigint[], %(titles)s::text[]) AS t(thing, audience, client, title)
    CROSS JOIN LATERAL regexp_split_to_table(lower(t.title), '[^[:alnum:]]+') AS w(word)
    WHERE length(w.word) >= 5
), agreement AS (
    SELECT DISTINCT t.client, t.audience, e.entity_id, e.title, upper(e.golden->>'order_reference') AS reference, n.word
    FROM (SELECT DISTINCT client, audience FROM thing) AS t
    JOIN client_of AS c ON c.client_id = t.client AND c.kind = 'agreement'
    JOIN member AS m ON m.record_id = c.record_id
    JOIN entity AS e ON e.entity_id = m.entity_id AND coalesce(lower(e.golden->>'status'), '') <> 'lost'
    JOIN audience_within AS a ON a.narrow_id = t.audience AND a.wide_id = e.audience_id
    CROSS JOIN LATERAL regexp_split_to_table(lower(e.title), '[^[:alnum:]]+') AS n(word)
    WHERE length(n.word) >= 5
      AND NOT EXISTS (SELECT FROM entity AS k WHERE k.entity_id = t.client AND position(n.word IN lower(k.title)) > 0)
), telling AS (
    SELECT client, audience, word, min(entity_id) AS entity_id, min(title) AS title, min(reference) AS reference
    FROM agreement GROUP BY client, audience, word HAVING count(DISTINCT entity_id) = 1
)
SELECT DISTINCT ON (t.thing, t.audience) t.thing, t.audience, coalesce(nullif(i.golden->>'amount_due', '0'), i.golden->>'amount'),
       coalesce(i.golden->>'currency', ''), 'invoice', coalesce(i.golden->>'number', i.title), c.record_id, g.title
FROM thing AS t
JOIN telling AS g ON (g.client, g.audience, g.word) = (t.client, t.audience, t.word) AND length(g.reference) >= 4
JOIN client_of AS c ON c.client_id = t.client AND c.kind = 'invoice'
JOIN member AS m ON m.record_id = c.record_id
JOIN entity AS i ON i.entity_id = m.entity_id AND i.open AND NOT is_credit_note(i.golden) AND upper(i.golden->>'order_reference') = g.reference
JOIN audience_within AS a ON a.narrow_id = t.audience AND a.wide_id = i.audience_id
WHERE pg_input_is_valid(coalesce(nullif(i.golden->>'amount_due', '0'), i.golden->>'amount'), 'numeric')
ORDER BY t.thing, t.audience, coalesce(nullif(i.golden->>'amount_due', '0'), i.golden->>'amount')::numeric DESC, i.entity_id
