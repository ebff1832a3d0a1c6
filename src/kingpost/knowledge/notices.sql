-- The notices among the batch's mails, each with the one thing it is about, if that can be told. The ids a notice names may stand for things of several
-- systems: then it is the one whose own address is where the notice came from or points at; else a number of three signs or more that means only one
-- thing. Meetings are found by key (``records``, ``keys``). The ids are remembered, because the thing may be read after the mail (quoting.sql).
WITH named AS (
    SELECT b.record_id, b.audience_id, b.fields->>'notice' AS service, CASE WHEN b.fields->>'notice' = 'Calendar' THEN '' ELSE split_part(b.fields->>'from', '@', 2) END AS domain,
           ARRAY(SELECT jsonb_array_elements_text(b.fields->'notice_hosts')) AS hosts
    FROM batch AS b WHERE b.kind = 'message' AND b.live AND b.fields ? 'notice'
), asked AS (
    SELECT n.record_id, n.audience_id, n.hosts, k.key
    FROM named AS n JOIN batch AS b USING (record_id) CROSS JOIN LATERAL jsonb_array_elements_text(b.fields->'notice_keys') AS k(key)
), noted AS (
    INSERT INTO quote (record_id, token) SELECT record_id, 'notice:' || key FROM asked ON CONFLICT DO NOTHING
), found AS (
    SELECT a.record_id, a.audience_id, a.hosts, a.key, r.id
    FROM asked AS a JOIN record AS r ON r.remote_id = a.key AND r.kind IN ('ticket', 'task', 'project', 'invoice')
    UNION
    SELECT a.record_id, a.audience_id, a.hosts, a.key, r.id FROM asked AS a JOIN record AS r ON r.remote_id = a.key AND r.kind = 'agreement'
    UNION
    SELECT a.record_id, a.audience_id, a.hosts, a.key, m.record_id FROM asked AS a JOIN match_key AS m ON m.key = 'code:' || upper(a.key)
    UNION
    SELECT n.record_id, n.audience_id, n.hosts, r.remote_id, r.id
    FROM unnest(%(records)s::bigint[], %(keys)s::uuid[]) AS i(record_id, key) JOIN named AS n USING (record_id) JOIN record AS r ON r.key = i.key
), candidate AS (
    SELECT f.record_id, m.entity_id, r.system_id, r.id, v.url <> '' AND split_part(split_part(v.url, '/', 3), ':', 1) = ANY(f.hosts) AS home,
           length(f.key) >= 3 AS plain
    FROM found AS f
    JOIN record AS r ON r.id = f.id AND r.gone_at IS NULL AND r.version IS NOT NULL
    JOIN version AS v ON v.record_id = r.id AND v.number = r.version
    JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = r.audience_id
    JOIN member AS m ON m.record_id = r.id
), meant AS (
    SELECT c.record_id, min(c.id) AS target, min(c.system_id) AS system_id
    FROM candidate AS c
    WHERE CASE WHEN EXISTS (SELECT FROM candidate AS o WHERE o.record_id = c.record_id AND o.home) THEN c.home ELSE c.plain END
    GROUP BY c.record_id HAVING count(DISTINCT c.entity_id) = 1
)
INSERT INTO notice (record_id, service, domain, system_id, target_id)
SELECT n.record_id, n.service, n.domain, m.system_id, m.target FROM named AS n LEFT JOIN meant AS m USING (record_id)
ON CONFLICT (record_id) DO UPDATE SET service = excluded.service, domain = excluded.domain, system_id = excluded.system_id, target_id = excluded.target_id
WHERE (notice.service, notice.domain, notice.system_id, notice.target_id)
      IS DISTINCT FROM (excluded.service, excluded.domain, excluded.system_id, excluded.target_id)
