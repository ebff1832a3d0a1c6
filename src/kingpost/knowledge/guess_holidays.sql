-- All-day events everybody here may see that a calendar of holidays holds, or that say themselves that they are a holiday, and where each stands; and those that
-- few may see in a calendar that is named as one of public holidays (decision 17). What has guests, speaks of leave or names one of us, is somebody's absence.
SELECT v.fields::text, v.title,
       coalesce((SELECT l FROM unnest(r.labels) WITH ORDINALITY AS n(l, o) WHERE l ~* %(calendar)s AND (o = 1 OR lower(l) <> ALL(%(categories)s)) ORDER BY o LIMIT 1), '') AS named, y.title, y.id, r.audience_id = %(everyone)s
FROM record AS r
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS y ON y.id = r.system_id
WHERE r.kind = 'meeting' AND r.gone_at IS NULL AND r.native_key IS NOT NULL AND v.fields->>'all_day' = 'true'
  AND (EXISTS (SELECT FROM unnest(r.labels) AS l WHERE l ~* %(calendar)s OR r.audience_id = %(everyone)s AND lower(l) = ANY(%(categories)s)) OR y.title ~* %(calendar)s)
  AND v.title !~* %(absence)s
  AND NOT EXISTS (SELECT FROM link AS k WHERE k.record_id = r.id AND k.role = 'attendee')
  AND NOT EXISTS (SELECT FROM entity AS e WHERE e.standing = 'staff' AND e.kind = 'person' AND e.audience_id = %(everyone)s AND split_part(e.title, ' ', 1) <> ''
                  AND strpos(lower(v.title), lower(split_part(e.title, ' ', 1))) > 0)
ORDER BY v.fields->>'starts_at', r.key
