-- Which thread a mail belongs to, for the picture (links_said.sql) and for what is noticed (priorities/related.sql).

-- The first mail of a thread: from a mail that another one names, back along what each says it answers, also where it is deleted by now. Some programs name
-- only the mail before (RFC 5322 3.6.4 has them name all). Mails that name each other in a circle have no first one: then it is the mail asked about.
CREATE OR REPLACE FUNCTION thread_of(mail bigint) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE before(id, step) AS (
        SELECT mail, 0
        UNION ALL
        SELECT t.id, b.step + 1
        FROM before AS b
        JOIN record AS r ON r.id = b.id
        JOIN version AS v ON v.record_id = r.id AND v.number = r.version
        CROSS JOIN LATERAL unnest(v.ref_roles, v.ref_keys) AS ref(role, key)
        JOIN record AS t ON t.key = ref.key
        WHERE ref.role = 'thread' AND r.kind = 'message'
    ) CYCLE id SET circle USING path
    SELECT CASE WHEN bool_or(circle) THEN mail ELSE (array_agg(id ORDER BY step DESC))[1] END FROM before
$$;
