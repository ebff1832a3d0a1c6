-- Bring the signals about these entities in line with what was found. Returns the things their flags are about, before and now, where anything changed.
WITH found AS (
    SELECT rule, subject, key, audience, anchor, part, ruling, client, title, says, since, latest, due, owner, facts, opens, before_start,
           ARRAY(SELECT jsonb_array_elements_text(f.evidence)::bigint) AS evidence, ARRAY(SELECT jsonb_array_elements_text(f.not_for)::bigint) AS not_for
    FROM jsonb_to_recordset(%(found)s::jsonb) AS f(
        rule text, subject bigint, key text, audience bigint, anchor bigint, part text, ruling bigint, client bigint, title text, says text, since timestamptz, latest timestamptz,
        due timestamptz, owner bigint, facts jsonb, opens boolean, before_start boolean, evidence jsonb, not_for jsonb)
), closed AS (
    UPDATE signal AS s SET closed_at = %(now)s
    WHERE s.closed_at IS NULL AND s.entity_id = ANY(%(entities)s)
      AND NOT EXISTS (SELECT FROM found AS f WHERE (f.rule, f.subject, f.key, f.audience) = (s.rule, s.subject_id, s.key, s.audience_id))
    RETURNING s.anchor_id
), kept AS (
    INSERT INTO signal AS s (rule, subject_id, kind, key, audience_id, entity_id, anchor_id, part, ruling_id, client_id, title, says, since, latest, due, owner_id,
                             facts, opens, before_start, evidence, not_for, seen_at, moved_at)
    SELECT rule, subject, coalesce((SELECT kind FROM record WHERE id = subject), ''), key, audience, subject, anchor, part, ruling, client, title, says, since, latest, due, owner, facts, opens, before_start, evidence, not_for, %(now)s, %(now)s
    FROM found
    ON CONFLICT (rule, subject_id, key, audience_id) DO UPDATE SET
        entity_id = excluded.entity_id, anchor_id = excluded.anchor_id, part = excluded.part, ruling_id = excluded.ruling_id, client_id = excluded.client_id, title = excluded.title, says = excluded.says,
        since = excluded.since, latest = excluded.latest, due = excluded.due, owner_id = excluded.owner_id, facts = excluded.facts, opens = excluded.opens,
        before_start = excluded.before_start, evidence = excluded.evidence, not_for = excluded.not_for, closed_at = NULL,
        seen_at = CASE WHEN s.closed_at IS NULL AND s.opens >= excluded.opens THEN s.seen_at ELSE excluded.seen_at END,
        moved_at = CASE WHEN s.closed_at IS NULL AND s.latest >= excluded.latest AND (s.opens OR NOT excluded.opens) THEN s.moved_at ELSE excluded.moved_at END
    WHERE (s.entity_id, s.anchor_id, s.part, s.ruling_id, s.client_id, s.title, s.says, s.since, s.latest, s.due, s.owner_id, s.facts, s.opens, s.before_start, s.evidence,
           s.not_for, s.closed_at)
          IS DISTINCT FROM (excluded.entity_id, excluded.anchor_id, excluded.part, excluded.ruling_id, excluded.client_id, excluded.title, excluded.says, excluded.since, excluded.latest,
                            excluded.due, excluded.owner_id, excluded.facts, excluded.opens, excluded.before_start, excluded.evidence, excluded.not_for, NULL)
    RETURNING old.anchor_id AS was, new.anchor_id AS now
)
SELECT anchor_id FROM closed
UNION SELECT was FROM kept WHERE was IS NOT NULL
UNION SELECT now FROM kept
