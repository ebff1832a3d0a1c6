-- What clients said on these open tickets since we last answered in public, the oldest first: one row for each ticket and audience that sees such words.
SELECT t.entity_id, e.audience_id, max(t.at), string_agg(t.text, ' ' ORDER BY t.at, t.number), count(*)
FROM entity AS e
JOIN timeline AS t ON t.entity_id = e.entity_id AND t.what IN ('opened', 'commented') AND t.text NOT LIKE 'noted %%'
JOIN audience_within AS w ON w.narrow_id = e.audience_id AND w.wide_id = t.audience_id
WHERE e.entity_id = ANY(%(tickets)s) AND e.kind = 'ticket' AND e.open
  AND t.at > coalesce((SELECT max(o.at) FROM timeline AS o WHERE o.entity_id = e.entity_id AND o.what = 'answered'), '-infinity')
GROUP BY t.entity_id, e.audience_id, t.client_id
