-- Records of a kind that go (these, or by themselves since the read began), each with a live one of the same system that says the same id
-- under a key of its own: its heir.
SELECT r.id, r.kind, r.remote_id, uuid_send(r.key), min(h.id)
FROM record AS r
JOIN record AS h ON h.system_id = r.system_id AND h.kind = r.kind AND h.remote_id = r.remote_id AND h.native_key IS NOT NULL AND h.gone_at IS NULL
WHERE r.system_id = %(system)s AND r.native_kind = %(kind)s AND (r.id = ANY(%(going)s) OR r.gone_at >= %(since)s)
  AND h.id <> r.id AND h.id <> ALL(%(going)s)
GROUP BY r.id
