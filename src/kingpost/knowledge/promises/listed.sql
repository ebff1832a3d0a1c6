-- Promises as one reader may know them. What shows delivery counts only where the reader may see it; what time makes of it is of this moment.
-- The same words in two mailboxes, or in a ticket and its mail, are one promise; in two threads of a client they are two. On an earlier day what was said, shown and read since does not count:
-- that it was delivered counts from when somebody said so, that it was none or reads otherwise from when that was known.
WITH known AS (
    SELECT p.*, e.delivered_at, e.confirmed_at, e.late, (
               SELECT n.key FROM promise AS n WHERE n.key = p.superseded_by AND n.audience_id = ANY(%(seen_by)s) AND n.said_at <= %(true_at)s::timestamptz
               AND (%(known_at)s = 'infinity' OR EXISTS (SELECT FROM version AS v WHERE v.record_id = n.record_id AND v.learned <= %(known_at)s::timestamptz))) AS replaced_by,
           CASE WHEN %(true_at)s = 'infinity' THEN p.verdict ELSE coalesce(g.verdict, '') END AS said
    FROM promise AS p
    LEFT JOIN LATERAL (
        SELECT g.verdict FROM promise_ruling AS g JOIN member AS m ON m.record_id = g.record_id
        WHERE %(true_at)s <> 'infinity' AND m.entity_id = p.entity_id AND (g.words = p.words OR g.id = p.ruling_id) AND (p.kind = ANY(%(texts)s) OR coalesce(g.says->>'key', p.key::text) = p.key::text)
          AND g.at <= %(known_at)s::timestamptz AND (g.withdrawn_at IS NULL OR g.withdrawn_at > %(known_at)s::timestamptz)
          AND (g.verdict <> 'delivered' OR g.at <= %(true_at)s::timestamptz)
        ORDER BY p.kind <> ALL(%(texts)s) AND g.says ? 'key' DESC, g.id DESC LIMIT 1
    ) AS g ON true
    LEFT JOIN LATERAL (
        SELECT min(x.at) FILTER (WHERE x.kind = 'delivered') AS delivered_at, min(x.at) FILTER (WHERE x.kind = 'confirmed') AS confirmed_at,
               bool_or(x.kind = 'late') AS late
        FROM promise_evidence AS x WHERE x.key = p.key AND x.audience_id = ANY(%(seen_by)s) AND x.at <= %(true_at)s::timestamptz
          AND (%(known_at)s = 'infinity' OR EXISTS (SELECT FROM version AS v WHERE v.record_id = x.record_id AND v.learned <= %(known_at)s::timestamptz))
    ) AS e ON true
    WHERE p.audience_id = ANY(%(seen_by)s)
      AND (%(true_at)s = 'infinity' OR p.said_at <= %(true_at)s::timestamptz)
      AND (%(known_at)s = 'infinity' OR EXISTS (SELECT FROM version AS v WHERE v.record_id = p.record_id AND v.learned <= %(known_at)s::timestamptz))
      AND (p.verdict <> 'added' OR p.said_at <= %(known_at)s::timestamptz)
      AND (%(key)s::uuid IS NULL OR p.key = %(key)s)
      AND (%(client)s::bigint IS NULL OR p.client_id = %(client)s)
      AND (%(ours)s::boolean IS NULL OR p.ours = %(ours)s)
      AND (%(by)s::bigint IS NULL OR EXISTS (  -- minutes may name whoever promised by the first name, or somebody who was not there: then ``by_id`` is who wrote them
              SELECT FROM entity AS e
              WHERE e.entity_id = %(by)s AND e.audience_id = ANY(%(seen_by)s) AND starts_with(e.title, p.by_name)
                AND (EXISTS (SELECT FROM member AS m WHERE m.record_id = p.by_id AND m.entity_id = e.entity_id)
                     OR p.by_name = e.title
                        AND NOT EXISTS (SELECT FROM member AS m JOIN entity AS n ON n.entity_id = m.entity_id WHERE m.record_id = p.by_id AND starts_with(n.title, p.by_name)))))
      AND (%(due_after)s::timestamptz IS NULL OR p.due_at > %(due_after)s) AND (%(due_until)s::timestamptz IS NULL OR p.due_at <= %(due_until)s)
      AND (%(key)s::uuid IS NOT NULL OR NOT EXISTS (
              SELECT FROM promise AS o WHERE o.client_id = p.client_id AND o.words = p.words AND o.key < p.key AND o.audience_id = ANY(%(seen_by)s)
                 AND o.ours = p.ours AND o.due_at IS NOT DISTINCT FROM p.due_at
                 AND (o.entity_id = p.entity_id OR p.client_id <> 0 AND (o.thread_id = p.thread_id OR o.about_id = p.about_id OR o.kind <> p.kind))
                 AND o.said_at BETWEEN p.said_at - interval '1 day' AND p.said_at + interval '1 day'))
), judged AS (
    SELECT k.*, CASE WHEN said = 'dismissed' THEN 'dismissed' WHEN replaced_by IS NOT NULL THEN 'changed' WHEN confirmed_at IS NOT NULL THEN 'confirmed'
                     WHEN delivered_at IS NOT NULL OR said = 'delivered' THEN 'delivered' WHEN due_at <= %(now)s THEN 'broken'
                     WHEN due_at <= %(soon)s OR late THEN 'at_risk' ELSE 'open' END AS state
    FROM known AS k
), page AS (
    SELECT * FROM judged
    WHERE state = ANY(%(states)s) AND (%(broken_since)s::timestamptz IS NULL OR state <> 'broken' OR due_at > %(broken_since)s)
    ORDER BY (state IN ('open', 'at_risk', 'broken')) DESC,
             CASE WHEN state IN ('open', 'at_risk', 'broken') THEN due_at END NULLS LAST,
             coalesce(confirmed_at, delivered_at, due_at, said_at) DESC, key
    LIMIT %(limit)s OFFSET %(offset)s
)
SELECT p.key::text, p.state, p.ours, p.what, p.words, p.said_at, p.due_at, p.amount, p.currency, p.confidence, p.reason, p.said, p.kind, p.record_id,
       p.entity_id, t.title, y.title, p.client_id, coalesce(c.title, ''), coalesce(nullif(p.by_name, ''), b.title, ''), coalesce(o.title, ''),
       p.delivered_at, p.replaced_by::text, p.place, b.entity_id, o.entity_id, p.audience_id
FROM page AS p
JOIN record AS r ON r.id = p.record_id
JOIN system AS y ON y.id = r.system_id
LEFT JOIN LATERAL (SELECT e.title FROM entity AS e WHERE e.entity_id = p.entity_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1) AS t ON true
LEFT JOIN LATERAL (SELECT e.title FROM entity AS e WHERE e.entity_id = p.client_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1) AS c ON true
LEFT JOIN LATERAL (SELECT e.title, e.entity_id FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
                   WHERE m.record_id = p.by_id ORDER BY e.records DESC, e.audience_id LIMIT 1) AS b ON true
LEFT JOIN LATERAL (SELECT e.title, e.entity_id FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
                   WHERE m.record_id = p.to_id ORDER BY e.records DESC, e.audience_id LIMIT 1) AS o ON true
ORDER BY (p.state IN ('open', 'at_risk', 'broken')) DESC, CASE WHEN p.state IN ('open', 'at_risk', 'broken') THEN p.due_at END NULLS LAST,
         coalesce(p.confirmed_at, p.delivered_at, p.due_at, p.said_at) DESC, p.key
