-- What records say now, the organisation a person or project points at as its own record says it, and what identity keeps of them; and the number of the
-- trained model that holds; and by what earlier versions knew them, the newest twelve; and the country of
-- telephone numbers without one. Of tickets, tasks and agreements only the ids other systems gave
-- them are wanted. A record that is no more comes back without a kind, so that what was kept of it goes.
SELECT n.id, r.key::text, r.kind, r.remote_id, r.system_id, v.title,
       CASE WHEN r.kind IN ('person', 'client', 'project', 'invoice') THEN v.fields::text
            WHEN r.kind = ANY(%(kinds)s) AND v.fields ? 'external_ids' THEN jsonb_build_object('external_ids', v.fields -> 'external_ids')::text END,
       r.gone_at IS NULL AND v.number IS NOT NULL,
       p.key::text, ov.title, ov.fields ->> 'domain', ov.fields ->> 'website',
       ARRAY(SELECT k.key FROM match_key AS k WHERE k.record_id = n.id ORDER BY k.key), h.said, m.entity_id,
       EXISTS (SELECT FROM judgement AS j WHERE j.one = n.id) OR EXISTS (SELECT FROM judgement AS j WHERE j.other = n.id),
       (SELECT coalesce(max(i.id), 0) FROM identity_model AS i WHERE i.withdrawn_at IS NULL),
       CASE WHEN r.version > 1 AND r.kind IN ('person', 'client') THEN (
           SELECT jsonb_agg(b.was)::text FROM (
               SELECT jsonb_build_object('name', coalesce(w.fields ->> 'name', w.title), 'email', w.fields -> 'email', 'emails', w.fields -> 'emails',
                                         'domain', w.fields -> 'domain', 'website', w.fields -> 'website') AS was
               FROM version AS w WHERE w.record_id = r.id AND w.number < r.version GROUP BY 1 ORDER BY max(w.number) DESC LIMIT 12) AS b) END,
       coalesce((SELECT country FROM home_country), %(home)s)
FROM unnest(%(records)s::bigint[]) AS n(id)
LEFT JOIN record AS r ON r.id = n.id
LEFT JOIN version AS v ON v.record_id = r.id AND v.number = r.version
LEFT JOIN LATERAL (
    SELECT k.key FROM unnest(v.ref_roles, v.ref_keys) AS k(role, key)
    WHERE k.role = CASE r.kind WHEN 'person' THEN 'employer' WHEN 'project' THEN 'client' END
    ORDER BY k.key LIMIT 1
) AS p ON r.kind IN ('person', 'project')
LEFT JOIN record AS o ON o.key = p.key
LEFT JOIN version AS ov ON ov.record_id = o.id AND ov.number = o.version
LEFT JOIN profile AS h ON h.record_id = n.id
LEFT JOIN member AS m ON m.record_id = n.id
