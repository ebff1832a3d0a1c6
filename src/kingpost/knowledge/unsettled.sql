-- Records of this batch that have no client yet although something they rest on has one by now.
SELECT DISTINCT l.record_id
FROM link AS l
JOIN record AS r ON r.id = l.record_id AND r.gone_at IS NULL
JOIN record AS t ON t.id = l.target_id AND t.kind = r.kind
JOIN member AS tm ON tm.record_id = t.id
JOIN member AS s ON s.entity_id = tm.entity_id
JOIN record AS sr ON sr.id = s.record_id AND sr.gone_at IS NULL
JOIN audience_within AS w ON w.narrow_id = r.audience_id AND w.wide_id = sr.audience_id
JOIN client_of AS c ON c.record_id = s.record_id
WHERE l.record_id = ANY(%(records)s) AND l.role IN ('thread', 'parent', 'about') AND r.kind <> 'client'
  AND NOT EXISTS (SELECT FROM client_of AS o WHERE o.record_id = l.record_id)
