-- Documents that came with mails: they belong where those mails belong, when that is one project and nothing else says more. A document's own link stays.
WITH asked AS (
    SELECT unnest(%(documents)s::bigint[]) AS record_id
    UNION
    SELECT l.target_id FROM member AS m JOIN link AS l ON l.record_id = m.record_id AND l.role = 'attachment' WHERE m.entity_id = ANY(%(changed)s::bigint[])
), document AS (
    SELECT DISTINCT d.id, d.audience_id, m.entity_id, v.valid_from
    FROM asked AS a
    JOIN member AS am ON am.record_id = a.record_id
    JOIN member AS m ON m.entity_id = am.entity_id
    JOIN record AS d ON d.id = m.record_id AND d.kind = 'document' AND d.gone_at IS NULL
    JOIN version AS v ON v.record_id = d.id AND v.number = d.version
), sent AS (
    SELECT d.id, d.entity_id, d.valid_from, count(DISTINCT pm.entity_id) AS projects, min(k.project_id) AS project_id
    FROM document AS d
    JOIN member AS o ON o.entity_id = d.entity_id
    JOIN link AS l ON l.target_id = o.record_id AND l.role = 'attachment'
    JOIN record AS r ON r.id = l.record_id AND r.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = d.audience_id AND w.wide_id = r.audience_id
    JOIN project_link AS k ON k.record_id = r.id
    JOIN member AS pm ON pm.record_id = k.project_id
    GROUP BY d.id, d.entity_id, d.valid_from
), wanted AS (
    SELECT id, entity_id, project_id, valid_from FROM sent WHERE projects = 1
), gone AS (
    DELETE FROM project_link AS k USING document AS d
    WHERE k.record_id = d.id AND k.via = 'attachment' AND NOT EXISTS (SELECT FROM wanted AS w WHERE w.id = k.record_id)
    RETURNING k.record_id
), put AS (
    INSERT INTO project_link AS k (record_id, project_id, unit_id, via, score, why, at)
    SELECT id, project_id, entity_id, 'attachment', 100, 'it came with a mail that belongs there', valid_from FROM wanted
    ON CONFLICT (record_id) DO UPDATE SET project_id = excluded.project_id, unit_id = excluded.unit_id, at = excluded.at
    WHERE k.via = 'attachment' AND (k.project_id, k.unit_id, k.at) IS DISTINCT FROM (excluded.project_id, excluded.unit_id, excluded.at)
    RETURNING record_id
)
SELECT DISTINCT m.entity_id FROM (SELECT record_id FROM gone UNION SELECT record_id FROM put) AS c JOIN member AS m USING (record_id)
