-- Promises whose fate these entities may have changed: shown by one of their records, on a ticket or task among them, superseded by what is gone,
-- or of the same client or thread (of a mail that is gone, the one it was in) and near enough in time; and those beside a changed promise of the same
-- words, as a mail counts for the nearer one.
WITH changed AS MATERIALIZED (
    SELECT r.id, r.kind, m.entity_id, v.valid_from AS at
    FROM member AS m JOIN record AS r ON r.id = m.record_id
    LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    WHERE m.entity_id = ANY(%(entities)s::bigint[]) AND r.kind IN ('message', 'ticket', 'task')
), place AS (
    SELECT DISTINCT c.client_id, date_trunc('day', g.at) AS at FROM changed AS g JOIN client_of AS c ON c.record_id = g.id WHERE g.kind = 'message' AND g.at IS NOT NULL
)
SELECT p.key::text FROM promise AS p WHERE p.key = ANY(%(keys)s::uuid[])
UNION SELECT e.key::text FROM promise_evidence AS e JOIN changed AS g ON g.id = e.record_id
UNION SELECT p.key::text FROM promise AS p JOIN changed AS g ON g.entity_id = p.about_id WHERE g.kind <> 'message'
UNION SELECT p.key::text FROM promise AS p WHERE p.superseded_by = ANY(%(keys)s::uuid[])
UNION SELECT p.key::text FROM promise AS c JOIN promise AS p ON p.client_id = c.client_id AND p.said_at BETWEEN c.said_at - interval '90 days' AND c.said_at + interval '90 days'
      WHERE c.key = ANY(%(keys)s::uuid[]) AND c.client_id <> 0 AND p.ours = c.ours AND p.thread_id <> c.thread_id AND p.stems && c.stems
UNION SELECT p.key::text FROM place JOIN promise AS p ON p.client_id = place.client_id
      AND p.said_at < place.at + interval '1 day' AND greatest(p.due_at, p.said_at) + interval '46 days' >= place.at
UNION SELECT p.key::text FROM changed AS g CROSS JOIN LATERAL (
          SELECT target_id FROM link WHERE record_id = g.id AND role = 'thread'
          UNION SELECT target_id FROM link_before WHERE record_id = g.id AND role = 'thread') AS l LEFT JOIN member AS tm ON tm.record_id = l.target_id
      JOIN promise AS p ON p.thread_id = coalesce(tm.entity_id, l.target_id) AND p.said_at <= g.at
UNION SELECT p.key::text FROM changed AS g JOIN client_of AS c ON c.record_id = g.id JOIN promise AS p ON p.client_id = c.client_id
      WHERE g.kind = 'task' AND p.client_id <> 0
