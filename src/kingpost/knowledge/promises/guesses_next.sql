-- Messages a model may be asked about, newest first: written by a person lately, in which no promise was found and about whose text nothing was asked yet, in
-- this or another mailbox. Only what several people may see: what lies in one person's mailbox alone never leaves. The timeline knows what is of late, so that a
-- run costs what came in within that time and not what is held.
WITH recent AS MATERIALIZED (
    SELECT DISTINCT t.record_id FROM timeline AS t WHERE t.at > %(since)s AND t.kind = 'message'
)
SELECT r.id, v.body, v.fields::text, v.valid_from, md5(v.body)
FROM recent JOIN record AS r ON r.id = recent.record_id
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND v.body <> '' AND v.valid_from > %(since)s
JOIN member AS m ON m.record_id = r.id
WHERE r.kind = 'message' AND r.gone_at IS NULL AND r.native_key IS NOT NULL
  AND NOT v.fields @> '{"automatic": true}' AND NOT v.fields @> '{"bulk": true}'
  AND EXISTS (
      SELECT FROM audience AS a WHERE a.id = r.audience_id AND a.private_to_id IS NULL
      AND (a.id = %(everyone)s OR EXISTS (SELECT FROM audience_team AS t WHERE t.audience_id = a.id)
           OR (SELECT count(*) FROM audience_user AS u WHERE u.audience_id = a.id) > 1))
  AND NOT EXISTS (SELECT FROM promise AS p WHERE p.entity_id = m.entity_id)
  AND NOT EXISTS (
      SELECT FROM member AS o JOIN model_question AS q ON q.record_id = o.record_id WHERE o.entity_id = m.entity_id AND q.digest = md5(v.body))
ORDER BY v.valid_from DESC, r.key
LIMIT %(limit)s
