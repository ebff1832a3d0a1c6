-- Documents and the clients their folders are named after, as far as the document's audience may know of that client. A name that could mean
-- two different clients links to neither. The names are remembered, because the client may be read after the document (quoting.sql).
WITH named AS (
    SELECT DISTINCT ON (f.record_id, f.key) f.record_id, f.key, f.part
    FROM unnest(%(records)s::bigint[], %(keys)s::text[], %(parts)s::text[]) AS f(record_id, key, part)
    ORDER BY f.record_id, f.key, f.part
), forgotten AS (
    DELETE FROM quote AS q USING batch AS b
    WHERE q.record_id = b.record_id AND starts_with(q.token, 'name:')
      AND NOT EXISTS (SELECT FROM named AS n WHERE (n.record_id, n.key) = (q.record_id, q.token))
), noted AS (
    INSERT INTO quote (record_id, token) SELECT record_id, key FROM named ON CONFLICT DO NOTHING
), meant AS (
    SELECT n.record_id, n.key, n.part, m.entity_id, min(c.id) AS target
    FROM named AS n
    JOIN record AS r ON r.id = n.record_id
    JOIN match_key AS k ON k.key = n.key
    JOIN record AS c ON c.id = k.record_id AND c.kind = 'client' AND c.gone_at IS NULL
    JOIN audience_within AS w ON w.narrow_id = r.audience_id AND w.wide_id = c.audience_id
    JOIN member AS m ON m.record_id = c.id
    GROUP BY n.record_id, n.key, n.part, m.entity_id
)
INSERT INTO link_wanted (record_id, role, target_id, why)
SELECT record_id, 'client', min(target), 'kept in the folder ' || part
FROM meant
GROUP BY record_id, key, part
HAVING count(*) = 1
