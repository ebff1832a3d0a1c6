-- For whom what was just logged in a stream is news. What a ref is differs from stream to stream, so this names tables of the stages above:
-- who may see a thing is known where the thing is. A thing that is gone is news for whoever could see its records.
INSERT INTO news (audience_id, stream, position)
SELECT DISTINCT audience_id, %(stream)s::smallint, %(position)s::bigint
FROM (
    SELECT coalesce(e.audience_id, r.audience_id) AS audience_id
    FROM unnest(%(refs)s::bigint[]) AS n(ref)
    LEFT JOIN entity AS e ON e.entity_id = n.ref
    LEFT JOIN member AS m ON e.entity_id IS NULL AND m.entity_id = n.ref
    LEFT JOIN record AS r ON r.id = m.record_id
    WHERE %(of)s = 'thing'
    UNION ALL
    SELECT audience_id FROM record WHERE %(of)s = 'record' AND id = ANY(%(refs)s::bigint[])
    UNION ALL
    SELECT audience_id FROM flag WHERE %(of)s = 'flag' AND id = ANY(%(refs)s::bigint[])
    UNION ALL
    SELECT f.audience_id
    FROM writeback AS w
    JOIN decision AS d ON d.id = w.decision_id
    JOIN suggestion AS s ON s.id = d.suggestion_id
    JOIN flag AS f ON f.id = s.flag_id
    WHERE %(of)s = 'write' AND w.id = ANY(%(refs)s::bigint[])
    UNION ALL
    SELECT y.audience_id
    FROM writeback AS w
    JOIN decision AS d ON d.id = w.decision_id AND d.suggestion_id IS NULL
    JOIN system AS y ON y.id = w.system_id
    WHERE %(of)s = 'write' AND w.id = ANY(%(refs)s::bigint[])
    UNION ALL
    SELECT audience_id FROM system WHERE %(of)s = 'system' AND id = ANY(%(refs)s::bigint[])
    UNION ALL
    SELECT %(everyone)s WHERE %(of)s = 'system' AND 0 = ANY(%(refs)s::bigint[])
) AS found
WHERE audience_id IS NOT NULL
