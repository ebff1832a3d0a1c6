-- What each visible record of an entity says about one field, with a passage of its text that holds the value.
SELECT r.id, s.title, r.remote_id, (v.fields->%(field)s)::text, v.valid_from, v.learned, v.url,
       CASE WHEN length(v.fields->>%(field)s) > 3 AND position(left(v.fields->>%(field)s, 60) IN v.body) > 0
            THEN substring(v.body FROM greatest(position(left(v.fields->>%(field)s, 60) IN v.body) - 60, 1) FOR 200) END,
       coalesce((SELECT (coalesce(e.why->%(field)s, e.why->'*')->>0)::bigint = r.id
                 FROM entity AS e WHERE e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
                 ORDER BY e.records DESC, e.audience_id LIMIT 1), false) AS won  -- the row the page shows: what a record won for other readers is theirs
FROM member AS m
JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS s ON s.id = r.system_id
WHERE m.entity_id = %(entity)s AND r.audience_id = ANY(%(seen_by)s) AND v.fields ? %(field)s
ORDER BY won DESC, v.valid_from DESC NULLS LAST, r.id
