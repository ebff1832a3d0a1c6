-- The evidence of these promises, and what superseded them, in place of what we had. Returns the entities of those whose fate changed.
WITH wanted AS MATERIALIZED (
    SELECT DISTINCT ON (key, kind, record_id) * FROM jsonb_to_recordset(%(proof)s::jsonb) AS f(key uuid, kind text, record_id bigint, audience_id bigint, at timestamptz, why text)
    ORDER BY key, kind, record_id
), fate AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(fates)s::jsonb) AS f(key uuid, by uuid)
), gone AS (
    DELETE FROM promise_evidence AS e WHERE e.key = ANY(%(keys)s::uuid[])
      AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.key, w.kind, w.record_id) = (e.key, e.kind, e.record_id))
    RETURNING e.key
), fresh AS (
    INSERT INTO promise_evidence AS e (key, kind, record_id, audience_id, at, why) SELECT key, kind, record_id, audience_id, at, why FROM wanted
    ON CONFLICT (key, kind, record_id) DO UPDATE SET audience_id = excluded.audience_id, at = excluded.at, why = excluded.why
    WHERE (e.audience_id, e.at, e.why) IS DISTINCT FROM (excluded.audience_id, excluded.at, excluded.why)
    RETURNING e.key
), altered AS (
    UPDATE promise AS p SET superseded_by = f.by FROM fate AS f WHERE p.key = f.key AND p.superseded_by IS DISTINCT FROM f.by RETURNING p.key
)
SELECT DISTINCT p.entity_id FROM promise AS p
WHERE p.key IN (SELECT key FROM gone UNION ALL SELECT key FROM fresh UNION ALL SELECT key FROM altered)
