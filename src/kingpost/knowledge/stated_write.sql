-- Bring what the batch's mails state in line with what was read.
WITH wanted AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(stated)s::jsonb) AS t(record_id bigint, number smallint, client_id bigint, at timestamptz, what text, says text, words text,
                                                           currency text, weekday_only boolean)
), gone AS (
    DELETE FROM stated AS t USING batch AS b
    WHERE t.record_id = b.record_id AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.record_id, w.number, w.client_id) = (t.record_id, t.number, t.client_id))
)
INSERT INTO stated AS t (record_id, number, client_id, at, what, says, words, currency, weekday_only)
SELECT record_id, number, client_id, at, what, says, words, currency, weekday_only FROM wanted
ON CONFLICT (record_id, number, client_id) DO UPDATE SET at = excluded.at, what = excluded.what, says = excluded.says, words = excluded.words,
    currency = excluded.currency, weekday_only = excluded.weekday_only
