-- Documents and the clients their folders are named after, as far as the document's audience may know of that client.
INSERT INTO link_wanted (record_id, role, target_id, why)
SELECT f.record_id, 'client', min(c.id), 'kept in the folder ' || min(f.part)
FROM unnest(%(records)s::bigint[], %(keys)s::text[], %(parts)s::text[]) AS f(record_id, key, part)
JOIN record AS r ON r.id = f.record_id
JOIN match_key AS k ON k.key = f.key
JOIN record AS c ON c.id = k.record_id AND c.kind = 'client' AND c.gone_at IS NULL
JOIN audience_within AS w ON w.narrow_id = r.audience_id AND w.wide_id = c.audience_id
GROUP BY f.record_id, f.key
