    (SELECT e.entity_id
     FROM entity AS e
     WHERE e.kind IN ('ticket', 'task', 'project', 'invoice', 'agreement') AND tstzrange(e.open_from, coalesce(e.open_to, 'infinity'), '[]') @> %(true_at)s::timestamptz
       AND e.kind = ANY(%(kinds)s) AND e.audience_id = ANY(%(seen_by)s)
     ORDER BY e.due NULLS LAST, e.entity_id LIMIT %(most)s)
    UNION
    SELECT m.entity_id FROM record AS r JOIN member AS m ON m.record_id = r.id
    WHERE r.gone_at > %(known_at)s AND r.kind = ANY(%(kinds)s)
