-- Everything that happened since a moment, as the reader may see it, each thing once, and the flag it went into, if any. Read-backs of our own writes
-- did not come in: they went out.
, concern AS (
    SELECT s.id AS flag_id, m.entity_id FROM shown AS s CROSS JOIN LATERAL unnest(s.evidence) AS e(record_id) JOIN member AS m ON m.record_id = e.record_id
    UNION
    SELECT s.id, s.entity_id FROM shown AS s
    UNION
    SELECT s.id, lm.entity_id
    FROM shown AS s JOIN member AS m ON m.entity_id = s.entity_id
    JOIN link AS l ON l.target_id = m.record_id AND l.role IN ('about', 'ticket', 'thread')
    JOIN member AS lm ON lm.record_id = l.record_id
), came AS (
    SELECT DISTINCT ON (t.entity_id, t.at, t.what, t.text) t.entity_id, t.record_id, t.at, t.what, t.text, t.kind, t.actor_id, nullif(t.client_id, 0) AS client_id
    FROM timeline AS t
    JOIN record AS r ON r.id = t.record_id
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    LEFT JOIN version AS b ON v.writeback IS NOT NULL AND b.record_id = r.id AND b.number = r.version - 1
    WHERE t.at > %(since)s AND t.at <= %(now)s AND t.audience_id = ANY(%(seen_by)s)
      AND (v.writeback IS NULL OR t.number <= coalesce(jsonb_array_length(b.happenings), 0))
    ORDER BY t.entity_id, t.at, t.what, t.text, t.client_id DESC, t.record_id
), sorted AS (
    SELECT c.*, (SELECT min(n.flag_id) FROM concern AS n WHERE n.entity_id = c.entity_id) AS flag_id FROM came AS c
)
