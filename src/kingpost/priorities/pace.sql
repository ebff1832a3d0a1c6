-- Clients among these whose terms are not those their work was last measured by: standing, agreed answer time, our own hours.
WITH measured AS (
    SELECT e.entity_id, md5(%(business)s || string_agg(concat_ws('|', e.audience_id, e.standing, e.golden->>'answer_hours', t.hours), ';'
                                                       ORDER BY e.audience_id)) AS terms
    FROM entity AS e
    CROSS JOIN LATERAL (SELECT agreed_hours(e.entity_id) AS hours) AS t
    WHERE e.entity_id = ANY(%(entities)s) AND e.kind = 'client'
    GROUP BY e.entity_id
)
INSERT INTO pace AS p (client_id, terms)
SELECT entity_id, terms FROM measured
ON CONFLICT (client_id) DO UPDATE SET terms = excluded.terms WHERE p.terms <> excluded.terms
RETURNING client_id
