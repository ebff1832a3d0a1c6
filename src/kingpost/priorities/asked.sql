-- Approvals among these entities that wait, once for each audience, with who asked whom, client and the evidence that audience may see.
WITH waiting AS (
    SELECT a.* FROM approval AS a WHERE a.entity_id = ANY(%(entities)s) AND a.state = 'asked'
), evidence AS (
    SELECT a.entity_id, a.audience_id, array_agg(r.id ORDER BY r.id) AS records, min(s.started_at) AS started_at
    FROM waiting AS a
    JOIN approval_place AS p ON p.subject_id = a.entity_id
    JOIN record AS r ON r.id = p.record_id AND r.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = r.audience_id
    JOIN system AS s ON s.id = r.system_id
    GROUP BY a.entity_id, a.audience_id
)
SELECT a.entity_id, a.audience_id, a.kind, a.what, a.asked_at, coalesce(b.title, ''), o.entity_id, coalesce(o.title, a.asked_of_name), c.client_id, x.records, x.started_at
FROM waiting AS a
JOIN evidence AS x USING (entity_id, audience_id)
LEFT JOIN LATERAL (
    SELECT e.title FROM member AS m JOIN entity AS e USING (entity_id) JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = e.audience_id
    WHERE m.record_id = a.asked_by_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS b ON true
LEFT JOIN LATERAL (
    SELECT e.entity_id, e.title FROM member AS m JOIN entity AS e USING (entity_id) JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = e.audience_id
    WHERE m.record_id = a.asked_of_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS o ON true
LEFT JOIN LATERAL (
    SELECT min(k.client_id) AS client_id FROM member AS m JOIN record AS r ON r.id = m.record_id
    JOIN audience_within AS w ON w.narrow_id = a.audience_id AND w.wide_id = r.audience_id
    JOIN client_of AS k ON k.record_id = m.record_id WHERE m.entity_id = a.entity_id
) AS c ON true
