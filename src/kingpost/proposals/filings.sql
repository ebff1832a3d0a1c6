-- The choices that hold for mailboxes a reader may see, with how many mails each has moved.
SELECT f.id, f.service, f.domain, f.mailbox_title, f.folder, u.name, d.at,
       count(w.id) FILTER (WHERE w.state = 'confirmed'), count(w.id) FILTER (WHERE w.state IN ('waiting', 'sending')),
       count(w.id) FILTER (WHERE w.state = 'failed'), coalesce((array_agg(w.error ORDER BY w.id DESC) FILTER (WHERE w.error <> ''))[1], '')
FROM filing AS f
JOIN decision AS d ON d.id = f.decision_id AND d.undone_at IS NULL
JOIN system AS s ON s.id = f.mailbox_id AND s.audience_id = ANY(%(seen_by)s)
JOIN accounts_user AS u ON u.id = d.who_id
LEFT JOIN writeback AS w ON w.decision_id = d.id AND w.undoes_id IS NULL
GROUP BY f.id, u.name, d.at
ORDER BY f.service, f.domain, f.mailbox_title, f.id
