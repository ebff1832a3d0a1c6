-- One meeting as a reader may know it, in one row: the time that is meant (the one asked for, else the one under way or next, else the last), its clients,
-- its people with the last thing each said, its papers and project, and the times before it. Whatever the reader may not see is absent.
WITH whole AS MATERIALIZED (
    SELECT e.entity_id, e.title, e.golden
    FROM member AS m JOIN entity AS e ON e.entity_id = m.entity_id AND e.kind = 'meeting' AND e.audience_id = ANY(%(seen_by)s)
    WHERE m.record_id = %(number)s ORDER BY e.records DESC, e.audience_id LIMIT 1
), mine AS MATERIALIZED (
    SELECT r.id, v.fields, v.body
    FROM whole AS e
    JOIN member AS m ON m.entity_id = e.entity_id
    JOIN record AS r ON r.id = m.record_id AND r.kind = 'meeting' AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
), root AS (
    SELECT coalesce(l.target_id, i.id) AS id FROM mine AS i LEFT JOIN link AS l ON l.record_id = i.id AND l.role = 'parent'
), series AS MATERIALIZED (
    SELECT r.id, m.entity_id, v.fields
    FROM (SELECT id FROM root UNION SELECT l.record_id FROM root AS p JOIN link AS l ON l.target_id = p.id AND l.role = 'parent' UNION SELECT id FROM mine) AS s
    JOIN record AS r ON r.id = s.id AND r.kind = 'meeting' AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    JOIN member AS m ON m.record_id = r.id
), chosen AS MATERIALIZED (
    SELECT o.starts_at, max(o.ends_at) AS ends_at, bool_or(o.all_day) AS all_day
    FROM occurrence AS o JOIN mine ON mine.id = o.record_id
    GROUP BY o.starts_at
    ORDER BY (o.starts_at = %(at)s::timestamptz) IS TRUE DESC, max(o.ends_at) > %(now)s DESC,
             CASE WHEN max(o.ends_at) > %(now)s THEN o.starts_at END, o.starts_at DESC
    LIMIT 1
), said AS (
    SELECT min(x.begins::timestamptz) AS starts_at
    FROM (SELECT fields->>'starts_at' AS begins FROM mine) AS x WHERE x.begins <> '' AND pg_input_is_valid(x.begins, 'timestamptz')
), moment AS MATERIALIZED (
    SELECT coalesce(c.starts_at, s.starts_at) AS starts_at, least(coalesce(c.starts_at, s.starts_at), %(now)s) AS before
    FROM said AS s LEFT JOIN chosen AS c ON true
), coming AS MATERIALIZED (
    SELECT m.entity_id, bool_or(l.role = 'organiser') AS organiser,
           min(i.fields->'answers'->>substr(t.remote_id, length('email:') + 1)) AS answer
    FROM mine AS i
    JOIN link AS l ON l.record_id = i.id AND l.role IN ('attendee', 'organiser')
    JOIN record AS t ON t.id = l.target_id
    JOIN member AS m ON m.record_id = l.target_id
    GROUP BY m.entity_id
), works_for AS MATERIALIZED (
    SELECT DISTINCT c.entity_id, k.client_id
    FROM coming AS c
    JOIN member AS m ON m.entity_id = c.entity_id
    JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN client_of AS k ON k.record_id = r.id
), concerned AS MATERIALIZED (
    SELECT e.entity_id, e.title, count(w.entity_id) AS people
    FROM (SELECT k.client_id FROM mine JOIN client_of AS k ON k.record_id = mine.id UNION SELECT client_id FROM works_for) AS c
    JOIN LATERAL (SELECT entity_id, title FROM entity WHERE entity.entity_id = c.client_id AND entity.audience_id = ANY(%(seen_by)s) AND standing <> 'own'
                  ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
    LEFT JOIN works_for AS w ON w.client_id = c.client_id
    GROUP BY e.entity_id, e.title
), client AS MATERIALIZED (
    SELECT entity_id, title FROM concerned ORDER BY people DESC, title, entity_id LIMIT 1
), spoken AS MATERIALIZED (
    SELECT DISTINCT ON (m.entity_id) m.entity_id, t.at, t.kind, t.text, t.entity_id AS thing, t.record_id
    FROM (SELECT * FROM timeline WHERE client_id = (SELECT entity_id FROM client) AND audience_id = ANY(%(seen_by)s) AND at <= (SELECT before FROM moment)
          ORDER BY at DESC LIMIT 500) AS t
    JOIN member AS m ON m.record_id = t.actor_id
    JOIN coming AS c ON c.entity_id = m.entity_id
    WHERE t.what IN ('wrote', 'opened', 'reopened', 'answered', 'commented')
    ORDER BY m.entity_id, t.at DESC, t.record_id, t.number
), with_them AS MATERIALIZED (
    -- a meeting with this client is one that somebody of theirs is invited to
    SELECT r.id, m.entity_id, v.fields
    FROM client_of AS k
    JOIN record AS r ON r.id = k.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    JOIN member AS m ON m.record_id = r.id
    WHERE k.client_id = (SELECT entity_id FROM client) AND k.kind = 'meeting'
      AND EXISTS (SELECT FROM link AS l JOIN client_of AS p ON p.record_id = l.target_id AND p.client_id = k.client_id
                  WHERE l.record_id = r.id AND l.role IN ('attendee', 'organiser'))
), times AS (
    SELECT w.entity_id, o.starts_at AS at FROM with_them AS w JOIN occurrence AS o ON o.record_id = w.id
    UNION
    SELECT w.entity_id, t.at FROM with_them AS w JOIN timeline AS t ON t.record_id = w.id AND t.what = 'met'
    UNION
    SELECT s.entity_id, o.starts_at FROM series AS s JOIN occurrence AS o ON o.record_id = s.id WHERE NOT EXISTS (SELECT FROM client)
    UNION
    SELECT s.entity_id, t.at FROM series AS s JOIN timeline AS t ON t.record_id = s.id AND t.what = 'met' WHERE NOT EXISTS (SELECT FROM client)
), before AS MATERIALIZED (
    SELECT t.entity_id, t.at FROM times AS t, moment WHERE t.at < moment.before ORDER BY t.at DESC, t.entity_id LIMIT 3
), papers AS (
    SELECT DISTINCT m.entity_id
    FROM mine AS i
    JOIN LATERAL (SELECT target_id AS id FROM link WHERE record_id = i.id UNION SELECT record_id FROM link WHERE target_id = i.id) AS l ON true
    JOIN record AS r ON r.id = l.id AND r.kind = 'document' AND r.gone_at IS NULL
    JOIN member AS m ON m.record_id = r.id
), projects AS (
    SELECT m.entity_id
    FROM mine AS i
    LEFT JOIN link AS l ON l.record_id = i.id AND l.role = 'project'
    LEFT JOIN project_link AS k ON k.record_id = i.id
    JOIN member AS m ON m.record_id = coalesce(l.target_id, k.project_id)
)
SELECT jsonb_build_object(
    'id', w.entity_id, 'title', w.title, 'location', coalesce(w.golden->>'location', ''), 'status', coalesce(w.golden->>'status', ''),
    'starts_at', (SELECT starts_at FROM moment), 'ends_at', (SELECT ends_at FROM chosen), 'all_day', coalesce((SELECT all_day FROM chosen), false),
    'notes', (SELECT body FROM mine WHERE body <> '' ORDER BY id LIMIT 1),
    'clients', (SELECT coalesce(jsonb_agg(jsonb_build_array(entity_id, title, people) ORDER BY people DESC, title, entity_id), '[]') FROM concerned),
    'people', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'id', p.entity_id, 'name', p.title, 'role', coalesce(p.golden->>'title', ''), 'email', coalesce(p.golden->>'email', ''),
                   'ours', p.standing = 'staff', 'organiser', c.organiser, 'answer', coalesce(c.answer, ''),
                   'client', (SELECT min(f.client_id) FROM works_for AS f JOIN concerned AS n ON n.entity_id = f.client_id WHERE f.entity_id = c.entity_id),
                   'said_at', s.at, 'said_kind', coalesce(s.kind, ''), 'said', coalesce(s.text, ''), 'said_in', s.thing, 'words', left(v.body, 3000))
               ORDER BY p.standing = 'staff', s.at DESC NULLS LAST, p.title, p.entity_id), '[]')
        FROM coming AS c
        JOIN LATERAL (SELECT * FROM entity WHERE entity.entity_id = c.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                      ORDER BY records DESC, audience_id LIMIT 1) AS p ON true
        LEFT JOIN spoken AS s ON s.entity_id = c.entity_id
        LEFT JOIN record AS r ON r.id = s.record_id AND s.kind IN ('message', 'comment')
        LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version),
    'papers', (SELECT coalesce(jsonb_agg(jsonb_build_array(e.entity_id, e.title) ORDER BY e.title, e.entity_id), '[]')
               FROM papers AS d JOIN LATERAL (SELECT entity_id, title FROM entity WHERE entity.entity_id = d.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                                              ORDER BY records DESC, audience_id LIMIT 1) AS e ON true),
    'project', (SELECT jsonb_build_array(e.entity_id, e.title) FROM projects AS p JOIN entity AS e ON e.entity_id = p.entity_id AND e.audience_id = ANY(%(seen_by)s)
                ORDER BY e.records DESC, e.entity_id LIMIT 1),
    'before', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', b.entity_id, 'title', e.title, 'at', b.at, 'notes', left(n.body, 2000)) ORDER BY b.at DESC, b.entity_id), '[]')
               FROM before AS b
               JOIN LATERAL (SELECT title FROM entity WHERE entity.entity_id = b.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                             ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
               LEFT JOIN LATERAL (SELECT v.body FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
                                  JOIN version AS v ON v.record_id = r.id AND v.number = r.version
                                  WHERE m.entity_id = b.entity_id AND v.body <> '' AND NOT v.fields ? 'recurrence' ORDER BY r.id LIMIT 1) AS n ON true),
    'rules', (SELECT coalesce(jsonb_agg(jsonb_build_array(x.entity_id, x.fields)), '[]')
              FROM (SELECT entity_id, fields FROM with_them UNION ALL SELECT entity_id, fields FROM series WHERE NOT EXISTS (SELECT FROM client)) AS x
              WHERE x.fields ? 'recurrence' AND NOT EXISTS (SELECT FROM before AS b WHERE b.at > %(window)s))
)::text
FROM whole AS w
