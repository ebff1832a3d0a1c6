-- People's answers that hold, newest first, where the reader sees both records: what was said of which two, by whom and when.
SELECT j.id, j.verdict, j.reason, j.at, coalesce(u.name, ''), r.kind, j.one, a.entity_id, v.title, s.title, j.other, b.entity_id, w.title, t.title
FROM judgement AS j
JOIN record AS r ON r.id = j.one AND r.audience_id = ANY(%(seen_by)s)
JOIN record AS o ON o.id = j.other AND o.audience_id = ANY(%(seen_by)s)
JOIN member AS a ON a.record_id = j.one
JOIN member AS b ON b.record_id = j.other
JOIN system AS s ON s.id = r.system_id
JOIN system AS t ON t.id = o.system_id
LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
LEFT JOIN version AS w ON w.record_id = o.id AND w.number = o.version
LEFT JOIN accounts_user AS u ON u.id = j.by_id
WHERE j.withdrawn_at IS NULL AND j.by_id IS NOT NULL AND (%(before)s::bigint IS NULL OR j.id < %(before)s)
ORDER BY j.id DESC
LIMIT %(limit)s
