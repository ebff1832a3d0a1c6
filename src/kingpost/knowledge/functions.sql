-- Small pure functions the picture and its readers share.

-- Open work: no status that has come to being done, called off, paid or won (values.reached: "not closed" and "nearly done" have not), and no end
-- date of its own.
CREATE OR REPLACE FUNCTION is_open(fields jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(substring(lower(fields->>'status') FROM '^(.*?)(?:^|[ _-])(?:closed|resolved|solved|done|completed?|finished|archived|delivered|fixed|rejected|cancell?ed|void|deleted|lost|declined|refused|abandoned|withdrawn|paid|settled|won)(?:[ _-]|$)')
                    || ' ' ~ '^(un|in[ _-])|\m(not|never|no[ _-]longer|awaiting|waiting|pending|to[ _-]be|ready[ _-](to|for)|part|partly|partially|half|nearly|almost|mostly)[ _-]|\m(?!100 ?%)\d+ ?%', true)
       AND coalesce(fields->>'completed_at', fields->>'closed_at', fields->>'resolved_at', fields->>'paid_at', '') = ''
$$;

-- When something is due: a moment as stated, a date at the end of that day in our own zone. Unreadable values are no date.
CREATE OR REPLACE FUNCTION due_moment(fields jsonb, zone text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN length(fields->>'due_at') = 10 AND pg_input_is_valid(fields->>'due_at', 'date')
            THEN ((fields->>'due_at')::date + 1)::timestamp AT TIME ZONE zone
        WHEN pg_input_is_valid(fields->>'due_at', 'timestamptz') THEN (fields->>'due_at')::timestamptz
        WHEN pg_input_is_valid(fields->>'due_date', 'date') THEN ((fields->>'due_date')::date + 1)::timestamp AT TIME ZONE zone
        WHEN pg_input_is_valid(fields->>'close_date', 'date') THEN ((fields->>'close_date')::date + 1)::timestamp AT TIME ZONE zone
    END
$$;

-- A supplier: named only as the seller on invoices.
CREATE OR REPLACE FUNCTION only_sells(entity bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_and(l.role = 'seller'), false)
    FROM member AS m JOIN link AS l ON l.target_id = m.record_id
    WHERE m.entity_id = entity
      AND NOT EXISTS (SELECT FROM member AS o JOIN record AS r ON r.id = o.record_id WHERE o.entity_id = entity AND r.native_key IS NOT NULL)
$$;

-- One of us: somebody said so, or a system lists the person as staff, or the address is at one of our own domains.
CREATE OR REPLACE FUNCTION person_standing(entity bigint, own_domains text[], fields jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coalesce(
        (SELECT bool_or(t.is_staff) FROM member AS m JOIN person_terms AS t ON t.record_id = m.record_id WHERE m.entity_id = entity),
        fields @> '{"staff": true}' OR split_part(lower(fields->>'email'), '@', 2) = ANY(own_domains)) THEN 'staff' ELSE '' END
$$;

-- A client is one a system lists as such, or one a person says is; a domain that only ever wrote to us is "seen".
CREATE OR REPLACE FUNCTION client_standing(entity bigint, own boolean, fields jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN own THEN 'own'
        WHEN t.is_client IS NOT NULL THEN CASE WHEN t.is_client THEN 'client' ELSE 'seen' END
        WHEN fields ? 'name' AND NOT only_sells(entity) THEN 'client'
        WHEN EXISTS (SELECT FROM member AS m JOIN match_key AS k USING (record_id), business_value AS b
                     WHERE m.entity_id = entity AND b.name = 'client_domains' AND starts_with(k.key, 'domain:')
                       AND coalesce(b.corrected, b.guessed) ? split_part(k.key, ':', 2)) THEN 'client'
        ELSE 'seen'
    END
    FROM (SELECT bool_or(c.is_client) AS is_client FROM member AS m JOIN client_terms AS c ON c.record_id = m.record_id WHERE m.entity_id = entity) AS t
$$
