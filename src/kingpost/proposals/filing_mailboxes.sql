-- The mailboxes a reader may see that hold notifications of a system, with how many of them lie in the inbox since a moment.
SELECT s.id, s.key, s.title, EXISTS (SELECT FROM write_grant AS g WHERE g.system_id = s.id AND g.kind = 'message' AND g.withdrawn_at IS NULL),
       count(*) FILTER (WHERE v.valid_from >= %(since)s AND upper(v.fields->>'folder') = 'INBOX'),
       EXISTS (SELECT FROM filing AS f JOIN decision AS d ON d.id = f.decision_id AND d.undone_at IS NULL
               WHERE f.mailbox_id = s.id AND f.service = %(service)s AND f.domain = %(domain)s)
FROM notice AS n
JOIN record AS r ON r.id = n.record_id AND r.gone_at IS NULL
JOIN version AS v ON v.record_id = r.id AND v.number = r.version
JOIN system AS s ON s.id = r.system_id AND s.audience_id = ANY(%(seen_by)s)
WHERE n.service = %(service)s AND n.domain = %(domain)s
GROUP BY s.id
ORDER BY s.title, s.id
