-- Things the system lists that we neither hold, nor have put aside as unreadable, nor were told to leave out.
SELECT uuid_send(l.native_key) FROM listed AS l
WHERE NOT EXISTS (SELECT FROM record AS r WHERE r.native_key = l.native_key AND r.gone_at IS NULL)
  AND NOT EXISTS (SELECT FROM excluded AS e WHERE e.system_id = %(system)s AND e.native_key = l.native_key)
  AND NOT EXISTS (SELECT FROM quarantine AS q WHERE q.system_id = %(system)s AND q.native_key = l.native_key AND q.stage = 'read' AND q.settled_at IS NULL)
