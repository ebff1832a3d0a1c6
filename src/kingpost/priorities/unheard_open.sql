-- Late mails of people in these threads, and words on these open tickets, that none of us but the writer answered: one row for each mail and each audience of the thread, the oldest first; the same for an audience in whose eyes
-- there is none, without a mail: (thread or ticket, audience, record, number, who wrote it, title, snippet, at, whether it is a reply, parts, client, when its system was connected).
WITH root AS (
    SELECT m.record_id, m.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.kind = 'message'
    WHERE m.entity_id = ANY(%(entities)s) AND NOT EXISTS (SELECT FROM link AS l WHERE l.record_id = m.record_id AND l.role = 'thread')
), belongs AS (
    SELECT entity_id, record_id FROM root
    UNION
    SELECT root.entity_id, l.record_id FROM root JOIN link AS l ON l.target_id = root.record_id AND l.role = 'thread'
), said AS (
    SELECT b.entity_id, r.id, m.entity_id AS mail, r.audience_id, r.system_id, v.valid_from AS at, v.title, coalesce(v.fields->>'snippet', '') AS snippet, w.writer, w.parts, s.person_id
    FROM belongs AS b
    JOIN record AS r ON r.id = b.record_id AND r.gone_at IS NULL
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.valid_from > %(since)s
    JOIN wording AS w ON w.record_id = r.id AND w.number = 0
    JOIN member AS m ON m.record_id = r.id
    LEFT JOIN LATERAL (SELECT pm.entity_id AS person_id FROM link AS l JOIN member AS pm ON pm.record_id = l.target_id
                       WHERE l.record_id = r.id AND l.role = 'sender' ORDER BY l.target_id LIMIT 1) AS s ON true
), seen AS (
    SELECT DISTINCT ON (s.entity_id, a.audience_id, s.mail) a.audience_id AS reader, s.*
    FROM (SELECT DISTINCT entity_id, audience_id FROM said) AS a
    JOIN audience_within AS w ON w.narrow_id = a.audience_id
    JOIN said AS s ON s.entity_id = a.entity_id AND s.audience_id = w.wide_id
    ORDER BY s.entity_id, a.audience_id, s.mail, s.id
)
SELECT s.entity_id, s.reader, o.id, 0, o.writer, o.title, o.snippet, o.at, EXISTS (SELECT FROM link AS l WHERE l.record_id = o.id AND l.role = 'thread'), o.parts,
       (SELECT min(c.client_id) FROM client_of AS c WHERE c.record_id = o.id), y.started_at
FROM (SELECT DISTINCT entity_id, reader FROM seen) AS s
LEFT JOIN seen AS o ON (o.entity_id, o.reader) = (s.entity_id, s.reader) AND o.writer <> 'out' AND NOT EXISTS (
    SELECT FROM seen AS n WHERE (n.entity_id, n.reader) = (s.entity_id, s.reader) AND n.at > o.at AND n.writer IN ('ours', 'out') AND n.person_id IS DISTINCT FROM o.person_id)
LEFT JOIN system AS y ON y.id = o.system_id
UNION ALL
SELECT e.entity_id, e.audience_id, t.record_id, t.number, w.writer, e.title, substring(t.text FROM '“(.*)”'), t.at, true, w.parts, t.client_id, y.started_at
FROM entity AS e
JOIN timeline AS t ON t.entity_id = e.entity_id AND t.what = 'commented' AND t.at > %(since)s
JOIN audience_within AS a ON a.narrow_id = e.audience_id AND a.wide_id = t.audience_id
JOIN wording AS w ON w.record_id = t.record_id AND w.number = t.number
JOIN record AS r ON r.id = t.record_id
JOIN system AS y ON y.id = r.system_id
WHERE e.entity_id = ANY(%(entities)s) AND e.kind = 'ticket' AND e.open AND t.client_id = (SELECT max(c.client_id) FROM timeline AS c WHERE (c.record_id, c.number) = (t.record_id, t.number))
  AND NOT EXISTS (
    SELECT FROM timeline AS n JOIN wording AS o ON o.record_id = n.record_id AND o.number = n.number
    WHERE n.entity_id = e.entity_id AND n.at > t.at AND o.writer IN ('ours', 'out') AND n.actor_id IS DISTINCT FROM t.actor_id)
ORDER BY 1, 2, 8, 3, 4
