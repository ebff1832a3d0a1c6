-- Bring the promises of these records in line with what was found. Returns the keys of those that are new, gone or different, with their entities.
WITH wanted AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(found)s::jsonb) AS f(
        key uuid, record_id bigint, entity_id bigint, audience_id bigint, client_id bigint, thread_id bigint, about_id bigint, kind text, ours boolean,
        by_id bigint, by_name text, to_id bigint, what text, words text, place int[], stems text[], said_at timestamptz, due_at timestamptz, amount numeric,
        currency text, confidence float8, reason text, moves boolean, ruling_id bigint, verdict text)
), gone AS (
    DELETE FROM promise AS p
    WHERE (p.entity_id = ANY(%(entities)s::bigint[])
           OR p.record_id IN (SELECT m.record_id FROM member AS m WHERE m.entity_id = ANY(%(entities)s::bigint[])))
      AND NOT EXISTS (SELECT FROM wanted AS w WHERE w.key = p.key)
    RETURNING p.key, p.entity_id
), proof AS (
    DELETE FROM promise_evidence AS e USING gone WHERE e.key = gone.key
), kept AS (
    INSERT INTO promise AS p (key, record_id, entity_id, audience_id, client_id, thread_id, about_id, kind, ours, by_id, by_name, to_id, what, words, place,
                              stems, said_at, due_at, amount, currency, confidence, reason, moves, ruling_id, verdict)
    SELECT key, record_id, entity_id, audience_id, client_id, thread_id, about_id, kind, ours, by_id, by_name, to_id, what, words, place, stems, said_at, due_at,
           amount, currency, confidence, reason, moves, ruling_id, verdict
    FROM wanted
    ON CONFLICT (key) DO UPDATE SET
        record_id = excluded.record_id, entity_id = excluded.entity_id, audience_id = excluded.audience_id, client_id = excluded.client_id,
        thread_id = excluded.thread_id, about_id = excluded.about_id, kind = excluded.kind, ours = excluded.ours, by_id = excluded.by_id,
        by_name = excluded.by_name, to_id = excluded.to_id, what = excluded.what, words = excluded.words, place = excluded.place, stems = excluded.stems,
        said_at = excluded.said_at, due_at = excluded.due_at, amount = excluded.amount, currency = excluded.currency, confidence = excluded.confidence,
        reason = excluded.reason, moves = excluded.moves, ruling_id = excluded.ruling_id, verdict = excluded.verdict
    WHERE (p.record_id, p.entity_id, p.audience_id, p.client_id, p.thread_id, p.about_id, p.kind, p.ours, p.by_id, p.by_name, p.to_id, p.what, p.words,
           p.place, p.stems, p.said_at, p.due_at, p.amount, p.currency, p.confidence, p.reason, p.moves, p.ruling_id, p.verdict)
          IS DISTINCT FROM (excluded.record_id, excluded.entity_id, excluded.audience_id, excluded.client_id, excluded.thread_id, excluded.about_id,
                            excluded.kind, excluded.ours, excluded.by_id, excluded.by_name, excluded.to_id, excluded.what, excluded.words, excluded.place,
                            excluded.stems, excluded.said_at, excluded.due_at, excluded.amount, excluded.currency, excluded.confidence, excluded.reason,
                            excluded.moves, excluded.ruling_id, excluded.verdict)
    RETURNING p.key, p.entity_id
)
SELECT key::text, entity_id, false FROM gone UNION ALL SELECT key::text, entity_id, true FROM kept
