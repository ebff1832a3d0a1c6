    SELECT %(client)s::bigint AS entity_id
    UNION
    (SELECT m.entity_id
     FROM client_of AS c
     JOIN member AS m ON m.record_id = c.record_id
     JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
     WHERE c.client_id = %(client)s AND c.kind = ANY(%(kinds)s) AND c.kind <> 'meeting'
       AND (e.kind NOT IN ('ticket', 'task', 'invoice', 'project') OR e.open_from <= %(true_at)s AND coalesce(e.open_to, 'infinity') >= %(true_at)s)
     ORDER BY e.at DESC NULLS LAST LIMIT 300)
    UNION
    (SELECT m.entity_id
     FROM client_of AS c
     JOIN member AS m ON m.record_id = c.record_id
     JOIN entity AS e ON e.entity_id = m.entity_id AND e.audience_id = ANY(%(seen_by)s)
     WHERE c.client_id = %(client)s AND c.kind = 'meeting' AND 'meeting' = ANY(%(kinds)s)
       AND (e.golden ? 'recurrence' OR earliest(ARRAY[e.golden->>'starts_at']) BETWEEN %(true_at)s::timestamptz AND %(meetings_to)s)
     ORDER BY e.at DESC NULLS LAST LIMIT 60)
    UNION
    (SELECT m.entity_id
     FROM (SELECT record_id FROM member WHERE entity_id = %(client)s
           UNION ALL
           SELECT record_id FROM client_of WHERE client_id = %(client)s AND kind IN ('person', 'project', 'agreement')) AS mine
     JOIN link_before AS b ON b.target_id = mine.record_id
     JOIN record AS r ON r.id = b.record_id AND r.kind = ANY(%(kinds)s)
     JOIN member AS m ON m.record_id = r.id
     LIMIT 300)
