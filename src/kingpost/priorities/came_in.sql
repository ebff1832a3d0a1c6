-- Everything that happened since a moment, as the reader may see it, each thing once, and the flag it went into, if any: an open one (``flag_id``), or how one
-- was settled that it had gone into (``settled``). Read-backs of our own writes did not come in: they went out.
, came AS (
    SELECT DISTINCT ON (t.entity_id, t.at, t.what, t.text) t.entity_id, t.record_id, t.at, t.what, t.text, t.kind, t.actor_id, nullif(t.client_id, 0) AS client_id
    FROM timeline AS t
    JOIN record AS r ON r.id = t.record_id
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    LEFT JOIN version AS b ON v.writeback IS NOT NULL AND b.record_id = r.id AND b.number = r.version - 1
    WHERE t.at > %(since)s AND t.at <= %(now)s AND t.audience_id = ANY(%(seen_by)s)
      AND (v.writeback IS NULL OR t.number <= coalesce(jsonb_array_length(b.happenings), 0))
    ORDER BY t.entity_id, t.at, t.what, t.text, t.client_id DESC, t.record_id
), arrived AS MATERIALIZED (
    SELECT DISTINCT c.entity_id, m.record_id FROM came AS c JOIN member AS m USING (entity_id)
), about AS MATERIALIZED (
    -- what a flag may be on, for each thing something happened with: itself, its ticket, its thread
    SELECT entity_id, entity_id AS thing FROM arrived
    UNION
    SELECT a.entity_id, m.entity_id
    FROM arrived AS a JOIN link AS l ON l.record_id = a.record_id AND l.role IN ('about', 'ticket', 'thread') JOIN member AS m ON m.record_id = l.target_id
), concern AS (
    -- asked for by lists of what came, so that the others of ten thousand flags are not read
    SELECT s.id AS flag_id, a.entity_id FROM shown AS s CROSS JOIN LATERAL unnest(s.evidence) AS e(record_id) JOIN arrived AS a ON a.record_id = e.record_id
    WHERE s.evidence && ARRAY(SELECT record_id FROM arrived)
    UNION
    SELECT s.id, a.entity_id FROM shown AS s JOIN about AS a ON a.thing = s.entity_id WHERE s.entity_id = ANY(ARRAY(SELECT thing FROM about))
), closed AS MATERIALIZED (
    -- flags that closed in that time, and those put aside until later: what comes in about them meanwhile (until ``ends``) is put aside as well; where no moment was
    -- named, as long as something stands put aside
    SELECT f.id, f.entity_id, f.evidence, f.closed_at, f.closed_why, CASE WHEN f.closed_why = 'snoozed' THEN (
        SELECT max(coalesce(a.until, CASE WHEN EXISTS (SELECT FROM signal AS s WHERE s.anchor_id = f.entity_id AND s.answer_id = a.id AND s.closed_at IS NULL) THEN 'infinity'::timestamptz END))
        FROM answer AS a WHERE a.flag_id = f.id AND a.verdict = 'snoozed' AND a.undone_at IS NULL) END AS ends
    FROM flag AS f
    WHERE f.closed_at <= %(now)s AND (f.closed_at > %(since)s AND f.closed_why <> 'joined' OR f.closed_why = 'snoozed')
      AND f.audience_id = ANY(%(seen_by)s) AND NOT (f.not_for && %(seen_by)s::bigint[])
), settlement AS MATERIALIZED (
    SELECT x.id, x.closed_at, x.closed_why, x.ends, a.entity_id FROM closed AS x CROSS JOIN LATERAL unnest(x.evidence) AS e(record_id) JOIN arrived AS a ON a.record_id = e.record_id
    UNION
    SELECT x.id, x.closed_at, x.closed_why, x.ends, a.entity_id FROM closed AS x JOIN about AS a ON a.thing = x.entity_id
), grouped AS (
    SELECT entity_id, min(flag_id) AS flag_id FROM concern GROUP BY entity_id
), flagged AS (
    SELECT DISTINCT ON (c.entity_id, c.at, c.what, c.text) c.*, g.flag_id, n.closed_why AS settled
    FROM came AS c
    LEFT JOIN grouped AS g USING (entity_id)
    LEFT JOIN settlement AS n ON n.entity_id = c.entity_id AND (n.closed_at >= c.at OR n.ends > c.at)
    ORDER BY c.entity_id, c.at, c.what, c.text, n.closed_at, n.id
), sorted AS (
    SELECT f.*, CASE WHEN flag_id IS NOT NULL THEN 'grouped' WHEN settled IN ('handled', 'decided', 'gone') THEN 'handled' ELSE 'not_shown' END AS went
    FROM flagged AS f
)
