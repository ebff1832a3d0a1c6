-- Records of this batch that have no client yet although something of their own kind they rest on has one by now.
SELECT DISTINCT b.record_id
FROM batch AS b
JOIN batch AS o ON o.entity_id = b.entity_id AND o.live
JOIN audience_within AS ow ON ow.narrow_id = b.audience_id AND ow.wide_id = o.audience_id
JOIN link AS l ON l.record_id = o.record_id AND l.role IN ('thread', 'parent', 'about')
JOIN record AS t ON t.id = l.target_id AND t.kind = b.kind
JOIN member AS tm ON tm.record_id = t.id
JOIN member AS s ON s.entity_id = tm.entity_id
JOIN record AS sr ON sr.id = s.record_id AND sr.gone_at IS NULL
JOIN audience_within AS w ON w.narrow_id = b.audience_id AND w.wide_id = sr.audience_id
WHERE b.kind <> 'client' AND b.live
  AND NOT EXISTS (SELECT FROM client_of AS n WHERE n.record_id = b.record_id)
  AND EXISTS (SELECT FROM client_of AS c WHERE c.record_id = s.record_id)
