-- What the batch's mails no longer say.
DELETE FROM notice AS n USING batch AS b WHERE n.record_id = b.record_id AND NOT (b.live AND b.kind = 'message' AND b.fields ? 'notice');
DELETE FROM quote AS q USING batch AS b
WHERE q.record_id = b.record_id AND b.kind = 'message' AND starts_with(q.token, 'notice:')
  AND NOT (b.live AND coalesce(b.fields->'notice_keys' ? substr(q.token, 8), false))
