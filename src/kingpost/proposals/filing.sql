-- Mails in an inbox that fall under a live choice, whose mailbox may be written, and that no change of that choice was ever made for. What a client's own
-- service writes to us is a client's word and stays.
SELECT d.id, s.id, s.title, v.title, r.remote_id, f.folder
FROM filing AS f
JOIN decision AS d ON d.id = f.decision_id AND d.undone_at IS NULL
JOIN system AS s ON s.id = f.mailbox_id
JOIN notice AS n ON n.service = f.service AND n.domain = f.domain
JOIN record AS r ON r.id = n.record_id AND r.system_id = s.id AND r.gone_at IS NULL AND NOT starts_with(r.remote_id, 'sha256:')
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND upper(v.fields->>'folder') = 'INBOX'
WHERE (%(filing)s::bigint IS NULL OR f.id = %(filing)s)
  AND (%(refs)s::bigint[] IS NULL OR n.record_id IN (SELECT record_id FROM member WHERE entity_id = ANY(%(refs)s::bigint[])))
  AND v.valid_from >= d.at - %(back)s::interval
  AND EXISTS (SELECT FROM write_grant AS g WHERE g.system_id = s.id AND g.kind = 'message' AND g.withdrawn_at IS NULL)
  AND NOT EXISTS (SELECT FROM writeback AS w WHERE w.decision_id = d.id AND w.change->>'remote_id' = r.remote_id)
  AND (n.system_id IS NOT NULL OR NOT EXISTS (
      SELECT FROM match_key AS k JOIN member AS m USING (record_id) JOIN entity AS e ON e.entity_id = m.entity_id AND e.standing = 'client'
      WHERE k.key = 'domain:' || f.domain))
ORDER BY v.valid_from, r.id
