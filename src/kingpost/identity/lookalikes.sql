-- New pairs for the review list: names alike in two different systems, not yet one entity, never judged before, and no key that tells them
-- apart (each with a domain, VAT or registration number of its own).
INSERT INTO judgement (one, other, verdict, reason, score, at)
SELECT DISTINCT least(n.record_id, c.record_id), greatest(n.record_id, c.record_id), 'unsure',
       'The names are alike: “' || least(n.name, c.name) || '” and “' || greatest(n.name, c.name) || '”', c.score, %(now)s::timestamptz
FROM core_name AS n
JOIN member AS nm ON nm.record_id = n.record_id
JOIN record AS ns ON ns.id = n.record_id
CROSS JOIN LATERAL (
    SELECT o.record_id, om.entity_id, o.name, similarity(o.name, n.name) AS score
    FROM core_name AS o
    JOIN member AS om ON om.record_id = o.record_id
    JOIN record AS r ON r.id = o.record_id AND r.gone_at IS NULL AND r.system_id <> ns.system_id
    WHERE o.kind = n.kind AND o.name %% n.name AND o.record_id <> n.record_id AND om.entity_id <> nm.entity_id
      AND similarity(o.name, n.name) >= %(alike)s
    ORDER BY score DESC, o.record_id
    LIMIT %(most)s
) AS c
WHERE n.record_id = ANY(%(records)s::bigint[])
  AND NOT EXISTS (SELECT FROM judgement AS j
                  WHERE j.one = least(n.record_id, c.record_id) AND j.other = greatest(n.record_id, c.record_id))
  AND NOT EXISTS (
      SELECT FROM member AS a JOIN match_key AS ak ON ak.record_id = a.record_id, member AS b JOIN match_key AS bk ON bk.record_id = b.record_id
      WHERE a.entity_id = nm.entity_id AND b.entity_id = c.entity_id
        AND split_part(ak.key, ':', 1) IN ('domain', 'vat', 'registration') AND split_part(bk.key, ':', 1) = split_part(ak.key, ':', 1))
ON CONFLICT DO NOTHING
