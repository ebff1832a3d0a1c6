-- Open work as a reader may know it, each thing once in its fullest form, and how it stands: late, at risk, on track, or without a date.
-- At risk is what a rule noticed about it, or about work or a promise inside it, unless somebody answered that; and what its own status says.
-- /*order*/ (status_read.sql) is the sorting expression (status.py: SORTS). No row is left out before the fullest form of a thing is known.
WITH noticed AS MATERIALIZED (
    SELECT s.entity_id, s.anchor_id, s.rule, s.kind
    FROM signal AS s LEFT JOIN answer AS a ON a.id = s.answer_id
    WHERE s.closed_at IS NULL AND s.audience_id = ANY(%(seen_by)s) AND NOT (s.not_for && %(seen_by)s::bigint[])
      AND (s.answer_id IS NULL OR a.verdict = 'snoozed')
), inside AS (
    SELECT r.id FROM noticed AS n JOIN member AS m USING (entity_id)
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    WHERE n.kind IN ('ticket', 'task', 'deliverable', 'approval') OR n.rule = 'promise_due'
), risky AS MATERIALIZED (
    SELECT entity_id FROM noticed WHERE kind <> 'message'  -- a mail is no work, but may be about some: then that is its flag's
    UNION SELECT anchor_id FROM noticed WHERE anchor_id <> entity_id
    UNION SELECT p.entity_id FROM inside AS i JOIN link AS l ON l.record_id = i.id AND l.role IN ('project', 'parent') JOIN member AS p ON p.record_id = l.target_id
    UNION SELECT p.entity_id FROM inside AS i JOIN project_link AS k ON k.record_id = i.id JOIN member AS p ON p.record_id = k.project_id
), work AS (
    SELECT e.entity_id, e.audience_id, e.kind, e.title, e.golden->>'status' AS status, e.golden->>'owner_name' AS owner_name, e.due, e.at,
           CASE WHEN e.due <= %(now)s THEN 'late'
                WHEN e.entity_id IN (SELECT entity_id FROM risky) OR lower(e.golden->>'status') = ANY(%(says_at_risk)s) THEN 'at_risk'
                WHEN e.due IS NULL THEN 'no_date' ELSE 'on_track' END AS track
    FROM entity AS e
    WHERE e.open AND e.kind = ANY(%(kinds)s) AND e.audience_id = ANY(%(seen_by)s)
      AND NOT EXISTS (SELECT FROM entity AS f WHERE f.entity_id = e.entity_id AND f.audience_id = ANY(%(seen_by)s)
                      AND (f.records, -f.audience_id) > (e.records, -e.audience_id))
      AND (%(things)s::bigint[] IS NULL OR e.entity_id = ANY(%(things)s::bigint[]))
      AND (%(words)s::text IS NULL OR e.title ILIKE %(words)s)
      AND (%(client)s::bigint IS NULL OR e.entity_id IN (
              SELECT m.entity_id FROM client_of AS c JOIN record AS r ON r.id = c.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN member AS m ON m.record_id = r.id
              WHERE c.client_id = %(client)s AND c.kind = ANY(%(kinds)s)))
      AND (%(owner)s::bigint IS NULL OR e.entity_id IN (
              SELECT m.entity_id FROM member AS o JOIN link AS l ON l.target_id = o.record_id AND l.role = 'owner'
              JOIN record AS r ON r.id = l.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN member AS m ON m.record_id = r.id
              WHERE o.entity_id = %(owner)s)
          AND %(owner)s::bigint = (  -- whoever the line names (status_read.sql), where its systems name several
              SELECT o.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s)
              JOIN link AS l ON l.record_id = r.id AND l.role = 'owner' JOIN record AS t ON t.id = l.target_id JOIN member AS om ON om.record_id = l.target_id
              JOIN entity AS o ON o.entity_id = om.entity_id AND o.audience_id = ANY(%(seen_by)s)
              WHERE m.entity_id = e.entity_id AND owns(e.golden, e.why, r.id, o.title) IS NOT FALSE
              ORDER BY owns(e.golden, e.why, r.id, o.title), r.id = (coalesce(e.why->'status', e.why->'*')->>0)::bigint DESC, t.key, o.records DESC, o.audience_id LIMIT 1))
      AND (NOT %(unowned)s OR coalesce(e.golden->>'owner_name', '') = '' AND NOT EXISTS (
              SELECT FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN link AS l ON l.record_id = r.id AND l.role = 'owner'
              WHERE m.entity_id = e.entity_id))
      AND (NOT %(disputed)s OR e.entity_id IN (
              SELECT (s.side->>'entity')::bigint FROM disagreement AS d CROSS JOIN LATERAL jsonb_array_elements(d.sides) AS s(side)
              WHERE d.closed_at IS NULL AND d.audience_id = ANY(%(seen_by)s) AND d.rule_id IS NULL AND (d.ruling_id IS NULL OR d.news <> '[]'::jsonb)
                AND coalesce(d.since <= %(now)s, true) AND coalesce(d.until > %(now)s, true) AND NOT (s.side->>'behind')::boolean))
), counted AS (
    SELECT coalesce(jsonb_object_agg(c.track, c.many), '{}')::text AS counts FROM (SELECT track, count(*) AS many FROM work GROUP BY track) AS c
)
