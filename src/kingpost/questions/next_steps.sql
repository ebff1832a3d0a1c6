-- What comes next for each of these things, as a reader may know it: an approval that waits, before everything else; then the work inside it and
-- what we promised about it, the first due on top. Each with who has it and the system
-- that says so. Ties go by key, so that no order of arrival shows.
WITH own AS (
    SELECT a.entity_id, r.id, r.kind FROM unnest(%(things)s::bigint[]) AS a(entity_id) JOIN member AS m USING (entity_id)
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
), inside AS (
    SELECT o.entity_id, r.id, r.kind, r.key, m.entity_id AS inner_id
    FROM own AS o JOIN link AS l ON l.target_id = o.id AND l.role IN ('project', 'parent', 'about', 'ticket')
    JOIN record AS r ON r.id = l.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN member AS m ON m.record_id = r.id
    WHERE CASE WHEN l.role IN ('project', 'parent') THEN r.kind IN ('ticket', 'task', 'deliverable', 'approval', 'agreement') ELSE r.kind IN ('task', 'approval') END
    UNION
    SELECT o.entity_id, r.id, r.kind, r.key, m.entity_id
    FROM own AS o JOIN project_link AS k ON o.kind = 'project' AND k.project_id = o.id
    JOIN record AS r ON r.id = k.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s) JOIN member AS m ON m.record_id = r.id
    UNION
    SELECT o.entity_id, r.id, r.kind, r.key, o.entity_id FROM own AS o JOIN record AS r ON r.id = o.id
), waiting AS (
    SELECT DISTINCT ON (i.entity_id, a.entity_id) i.entity_id, 0 AS rank, 'approval' AS kind, a.what, a.entity_id AS inner_id, a.asked_of_id AS by_id,
           a.asked_of_name AS by_name, NULL::timestamptz AS due, a.asked_at AS at, '' AS promise, i.key, i.id AS record_id
    FROM inside AS i JOIN approval AS a ON a.entity_id = i.inner_id AND a.audience_id = ANY(%(seen_by)s)
    WHERE a.state = 'asked' AND NOT EXISTS (SELECT FROM approval AS f WHERE f.entity_id = a.entity_id AND f.audience_id = ANY(%(seen_by)s)
                                            AND (f.places, -f.audience_id) > (a.places, -a.audience_id))
    ORDER BY i.entity_id, a.entity_id, i.key
), work AS (
    SELECT DISTINCT ON (i.entity_id, e.entity_id) i.entity_id, 1, e.kind, e.title, e.entity_id,
           (SELECT l.target_id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
            JOIN link AS l ON l.record_id = r.id AND l.role = 'owner' JOIN record AS t ON t.id = l.target_id JOIN member AS om ON om.record_id = l.target_id
            JOIN entity AS p ON p.entity_id = om.entity_id AND p.audience_id = ANY(%(seen_by)s)
            WHERE m.entity_id = e.entity_id AND owns(e.golden, e.why, r.id, p.title) IS NOT FALSE
            ORDER BY owns(e.golden, e.why, r.id, p.title), t.key LIMIT 1),
           coalesce(e.golden->>'owner_name', ''), e.due, e.at, '', i.key, i.id
    FROM inside AS i JOIN entity AS e ON e.entity_id = i.inner_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE i.inner_id <> i.entity_id AND e.open AND e.kind IN ('ticket', 'task', 'deliverable')
      AND NOT EXISTS (SELECT FROM entity AS f WHERE f.entity_id = e.entity_id AND f.audience_id = ANY(%(seen_by)s) AND (f.records, -f.audience_id) > (e.records, -e.audience_id))
    ORDER BY i.entity_id, e.entity_id, i.key
), spoken AS (
    SELECT o.entity_id, p.key FROM own AS o JOIN promise AS p ON p.about_id = o.entity_id
    UNION
    SELECT i.entity_id, p.key FROM inside AS i JOIN promise AS p ON p.record_id = i.id
), promised AS (
    SELECT s.entity_id, 1, 'promise', p.what, p.entity_id, p.by_id, p.by_name, p.due_at, p.said_at, p.key::text, r.key, r.id
    FROM spoken AS s JOIN promise AS p USING (key) JOIN record AS r ON r.id = p.record_id
    WHERE p.audience_id = ANY(%(seen_by)s) AND p.ours AND p.verdict NOT IN ('dismissed', 'delivered') AND (p.due_at IS NULL OR p.due_at > %(now)s - interval '30 days')
      AND NOT EXISTS (SELECT FROM promise AS n WHERE n.key = p.superseded_by AND n.audience_id = ANY(%(seen_by)s))
      AND NOT EXISTS (SELECT FROM promise_evidence AS x WHERE x.key = p.key AND x.kind IN ('delivered', 'confirmed') AND x.audience_id = ANY(%(seen_by)s))
), first AS (
    SELECT DISTINCT ON (entity_id) *
    FROM (SELECT * FROM waiting UNION ALL SELECT * FROM work UNION ALL SELECT * FROM promised) AS n
    ORDER BY entity_id, rank, due NULLS LAST, at, key
)
SELECT f.entity_id, f.kind, f.what, f.inner_id, f.promise, f.due, f.at, coalesce(nullif(f.by_name, ''), b.title, ''), b.entity_id, coalesce(b.gone, false), y.title
FROM first AS f JOIN record AS r ON r.id = f.record_id JOIN system AS y ON y.id = r.system_id
LEFT JOIN LATERAL (
    SELECT e.title, e.entity_id,
           lower(e.golden->>'status') = ANY(%(left)s) OR pg_input_is_valid(e.golden->>'end_date', 'date') AND (e.golden->>'end_date')::date < %(today)s AS gone
    FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.record_id = f.by_id ORDER BY e.records DESC, e.audience_id LIMIT 1
) AS b ON true
