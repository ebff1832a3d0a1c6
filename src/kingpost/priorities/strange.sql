-- Mails among these entities that neither a client nor one of us wrote and that are no bulk: (record, entity, audience, title, snippet, sender, automatic, at, whether
-- it speaks of something a system holds itself or was answered by us, when its system was connected).
SELECT r.id, m.entity_id, r.audience_id, v.title, coalesce(v.fields->>'snippet', ''), lower(v.fields->>'from'),
       coalesce(v.fields->>'automatic' = 'true', false), v.valid_from,
       EXISTS (SELECT FROM link AS l WHERE l.record_id = r.id AND l.role IN ('about', 'ticket', 'thread'))
       OR EXISTS (SELECT FROM link AS l WHERE l.target_id = r.id AND l.role = 'thread'),
       y.started_at
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.kind = 'message' AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version AND coalesce(v.fields->>'bulk', '') <> 'true' AND v.fields->>'from' LIKE '%%@%%'
JOIN system AS y ON y.id = r.system_id
WHERE m.entity_id = ANY(%(entities)s)
  AND NOT EXISTS (
      SELECT FROM link AS l
      JOIN member AS sm ON sm.record_id = l.target_id
      JOIN entity AS e ON e.entity_id = sm.entity_id
      WHERE l.record_id = r.id AND l.role = 'sender' AND e.standing = 'staff' AND coalesce(v.fields->>'automatic', '') <> 'true'
      UNION ALL
      SELECT FROM link AS l
      JOIN member AS sm ON sm.record_id = l.target_id
      JOIN member AS om ON om.entity_id = sm.entity_id
      JOIN link AS w ON w.record_id = om.record_id AND w.role = 'employer'
      JOIN member AS cm ON cm.record_id = w.target_id
      JOIN entity AS c ON c.entity_id = cm.entity_id AND c.kind = 'client' AND c.standing = 'client'
      WHERE l.record_id = r.id AND l.role = 'sender')
