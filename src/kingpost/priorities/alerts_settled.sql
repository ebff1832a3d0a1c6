-- Flags people were written to about that closed since the last look: said once, unless they closed it themselves. One that opens again is told as new.
INSERT INTO alert (person_id, flag_id, reason, opened_at, asked_at, channel, level, why, score, state, at)
SELECT DISTINCT ON (n.person_id, f.id) n.person_id, f.id, 'settled', f.opened_at, f.opened_at, 'digest', '', 'It settled, and you had been told of it.', f.score,
       CASE WHEN f.closed_why = 'joined' OR EXISTS (SELECT FROM answer AS a WHERE a.flag_id = f.id AND a.by_id = n.person_id AND a.undone_at IS NULL AND a.at >= f.opened_at)
            THEN 'dropped' ELSE 'waiting' END, %(now)s
FROM flag AS f
JOIN alert AS n ON n.flag_id = f.id AND n.opened_at = f.opened_at AND n.state = 'sent' AND n.reason <> 'settled'
WHERE f.closed_at > %(looked)s
ORDER BY n.person_id, f.id
ON CONFLICT DO NOTHING
