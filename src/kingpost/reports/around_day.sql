-- What the end of a day rests on, in one row: how each connected system the reader may see stands, what could not be worked out, which changes are still on their way
-- or failed, which status notes wait for a yes, what comes back tomorrow, the reader's first meeting then, and by what a thing is the reader's own (whose.py).
SELECT jsonb_build_object(
    'whose', /*whose*/,
    'systems', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('key', s.key, 'title', s.title, 'paused', s.paused_at IS NOT NULL, 'loading', s.loaded_at IS NULL,
                   'failed', coalesce(d.error, '') <> '', 'whole', c.kinds > 0 AND c.off = 0 AND q.unreadable = 0, 'as_of', c.as_of, 'read_at', g.ended_at,
                   'every', s.every_seconds, 'since', s.connected_at) ORDER BY s.title, s.key), '[]')
        FROM system AS s
        LEFT JOIN LATERAL (SELECT error FROM sync_run WHERE system_id = s.id AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1) AS d ON true
        LEFT JOIN LATERAL (SELECT ended_at FROM sync_run WHERE system_id = s.id AND ended_at IS NOT NULL AND error = '' ORDER BY id DESC LIMIT 1) AS g ON true
        CROSS JOIN LATERAL (SELECT count(*) AS kinds, coalesce(sum(missing + surplus), 0) AS off, min(as_of) AS as_of FROM completeness WHERE system_id = s.id) AS c
        CROSS JOIN LATERAL (SELECT count(*) AS unreadable FROM quarantine WHERE system_id = s.id AND settled_at IS NULL) AS q
        WHERE s.audience_id = ANY(%(seen_by)s) AND s.disconnected_at IS NULL),
    'stuck', (SELECT count(*) FROM quarantine WHERE system_id IS NULL AND settled_at IS NULL),
    'unsent', (
        SELECT coalesce(jsonb_agg(to_jsonb(u) ORDER BY u.id), '[]')
        FROM (
            SELECT w.id, w.title, w.system_title AS system, w.state, w.error, 'flag' AS page, s.flag_id AS key, 1 AS mails, '' AS folder
            FROM writeback AS w JOIN decision AS d ON d.id = w.decision_id JOIN suggestion AS s ON s.id = d.suggestion_id JOIN flag AS f ON f.id = s.flag_id
            WHERE w.state IN ('waiting', 'sending', 'failed') AND f.audience_id = ANY(%(seen_by)s)
            UNION ALL  -- what follows from a choice and no suggestion belongs to who may see the system it leaves from; of these what failed before is over
            SELECT w.id, w.title, w.system_title, w.state, w.error, 'status_notes', 0, 1, ''
            FROM writeback AS w
            JOIN status_note AS n ON n.writeback_id = w.id
            JOIN note_policy AS p ON p.id = n.policy_id
            JOIN system AS y ON y.id = p.system_id AND y.audience_id = ANY(%(seen_by)s)
            WHERE w.state IN ('waiting', 'sending') OR w.state = 'failed' AND w.made_at >= %(since)s
            UNION ALL  -- thousands of mails may be filed: one line for each choice and how far they are
            SELECT min(w.id), f.service, f.mailbox_title, w.state, coalesce((array_agg(w.error ORDER BY w.id DESC) FILTER (WHERE w.error <> ''))[1], ''),
                   'interruptions', 0, count(*), CASE WHEN w.undoes_id IS NULL THEN f.folder ELSE 'Inbox' END
            FROM filing AS f
            JOIN writeback AS w ON w.decision_id = f.decision_id
            JOIN system AS y ON y.id = f.mailbox_id AND y.audience_id = ANY(%(seen_by)s)
            WHERE w.state IN ('waiting', 'sending') OR w.state = 'failed' AND w.made_at >= %(since)s
            GROUP BY f.id, w.state, w.undoes_id IS NULL) AS u),
    'notes', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'subject', n.subject, 'about', p.title, 'at', n.made_at) ORDER BY n.id), '[]')
        FROM status_note AS n
        JOIN note_policy AS p ON p.id = n.policy_id
        JOIN decision AS d ON d.id = p.decision_id AND d.undone_at IS NULL
        JOIN system AS y ON y.id = p.system_id AND y.audience_id = ANY(%(seen_by)s)
        WHERE n.decision_id IS NULL AND n.superseded_at IS NULL),
    'back', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('flag', x.id, 'title', x.title, 'at', x.until, 'client', coalesce(x.client, ''),
                                                     'client_id', x.client_id, 'owner', x.owner_id, 'audience', x.audience_id, 'by', x.by_id) ORDER BY x.until, x.id), '[]')
        FROM (SELECT DISTINCT ON (f.id) f.id, f.title, a.until, c.title AS client, f.client_id, f.owner_id, f.audience_id, a.by_id
              FROM answer AS a JOIN flag AS f ON f.id = a.flag_id AND f.closed_why = 'snoozed' AND f.audience_id = ANY(%(seen_by)s)
              LEFT JOIN LATERAL (SELECT e.title FROM entity AS e WHERE e.entity_id = f.client_id AND e.audience_id = ANY(%(seen_by)s)
                                 ORDER BY e.records DESC, e.audience_id LIMIT 1) AS c ON true
              WHERE a.verdict = 'snoozed' AND a.undone_at IS NULL AND a.until > %(now)s AND a.until <= %(next_end)s
              ORDER BY f.id, a.until) AS x),
    'meeting', (
        SELECT jsonb_build_array(x.entity_id, x.title, x.starts_at)
        FROM (SELECT m.entity_id, e.title, o.starts_at
              FROM occurrence AS o
              JOIN record AS r ON r.id = o.record_id AND r.gone_at IS NULL AND r.audience_id = ANY(%(seen_by)s)
              JOIN member AS m ON m.record_id = r.id
              JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
              WHERE o.starts_at >= %(next_start)s AND o.starts_at < %(next_end)s AND NOT o.all_day
                AND EXISTS (SELECT FROM link AS l JOIN match_key AS k ON k.record_id = l.target_id
                            WHERE l.record_id = o.record_id AND l.role IN ('attendee', 'organiser') AND k.key = %(person)s)
              ORDER BY o.starts_at, m.entity_id, e.records DESC, e.audience_id LIMIT 1) AS x)
)::text
