-- One of us as the reader may see them, a row for each stretch they are away (``away``, put before this), one without where there is none.
SELECT p.title, p.golden::text, away.starts_at, away.ends_at
FROM (SELECT title, golden FROM entity WHERE entity_id = %(person)s AND kind = 'person' AND standing = 'staff' AND audience_id = ANY(%(seen_by)s)
      ORDER BY records DESC, audience_id LIMIT 1) AS p
LEFT JOIN away ON true
ORDER BY away.starts_at, away.ends_at
