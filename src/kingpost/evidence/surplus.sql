-- Records we hold that the system no longer lists. What landed after the listing began is none of them: the listing may have passed its place by then.
SELECT r.id FROM record AS r
WHERE r.system_id = %(system)s AND r.native_kind = %(kind)s AND r.native_key IS NOT NULL AND r.gone_at IS NULL
  AND NOT EXISTS (SELECT FROM listed AS l WHERE l.native_key = r.native_key)
  AND NOT EXISTS (SELECT FROM version AS v WHERE v.record_id = r.id AND v.number = r.version AND v.learned > %(began)s);
