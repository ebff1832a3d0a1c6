-- Records that hang together with nothing are an entity of their own. Returns (entity before, entity now) where that is new.
INSERT INTO member AS m (record_id, entity_id)
SELECT r, r FROM unnest(%(records)s::bigint[]) AS r
ON CONFLICT (record_id) DO UPDATE SET entity_id = excluded.entity_id
WHERE m.entity_id <> excluded.entity_id
RETURNING old.entity_id, new.entity_id
