-- Flags people were written to about that closed since: said once, unless they closed it themselves. One that opened again meanwhile is told as new.
INSERT INTO notice (person_id, flag_id, reason, opened_at, channel, level, why, score, state, at)
SELECT DISTINCT ON (n.person_id, n.flag_id, n.opened_at) n.person_id, n.flag_id, 'settled', n.opened_at, 'digest', '', 'It settled, and you had been told of it.', f.score,
       CASE WHEN f.closed_why = 'joined' OR EXISTS (SELECT FROM answer AS a WHERE a.flag_id = f.id AND a.by_id = n.person_id AND a.undone_at IS NULL AND a.at >= n.opened_at)
            THEN 'dropped' ELSE 'waiting' END, %(now)s
FROM notice AS n
JOIN flag AS f ON f.id = n.flag_id AND f.closed_at IS NOT NULL AND f.opened_at = n.opened_at
WHERE n.state = 'sent' AND n.reason <> 'settled'
  AND NOT EXISTS (SELECT FROM notice AS s WHERE s.person_id = n.person_id AND s.flag_id = n.flag_id AND s.opened_at = n.opened_at AND s.reason = 'settled')
ORDER BY n.person_id, n.flag_id, n.opened_at
ON CONFLICT DO NOTHING
