-- Small pure functions the picture and its readers share.

-- Whether a status has come to one of these words, as values.reached has it: "closed won" has, "not closed", "nearly done" and "to be closed" have not.
CREATE OR REPLACE FUNCTION reached(status text, words text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(substring(translate(lower(status), '_-', '  ') FROM '^(.*?)(?:^| )(?:' || words || ')(?: |$)')
                    || ' ' !~ '^(un|in )|\m(not|never|no longer|awaiting|waiting|pending|to be|ready (to|for)|part|partly|partially|half|nearly|almost|mostly) |\m(?!100 ?%)\d+ ?%', false)
$$;

-- Called off, taken back or given up: the words of connectors.base.OFF_STATUSES.
CREATE OR REPLACE FUNCTION is_off(fields jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT reached(fields->>'status', 'rejected|cancelled|canceled|void|voided|deleted|lost|declined|refused|abandoned|withdrawn|written off|write off|credited|refunded|reversed')
$$;

-- Open work: no status that has come to being done, called off, paid or won (the rest of connectors.base.CLOSED_STATUSES), and no end date of its own.
CREATE OR REPLACE FUNCTION is_open(fields jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT NOT reached(fields->>'status', 'closed|resolved|solved|done|completed|complete|finished|archived|delivered|fixed|paid|settled|won')
       AND NOT is_off(fields)
       AND coalesce(fields->>'completed_at', fields->>'closed_at', fields->>'resolved_at', fields->>'paid_at', '') = ''
$$;

-- An invoice that was not sent yet.
CREATE OR REPLACE FUNCTION is_draft(fields jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT reached(fields->>'status', 'draft')
$$;

-- An invoice that gives money back, as invoices.is_credit_note has it.
CREATE OR REPLACE FUNCTION is_credit_note(fields jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(fields->>'type' ~* 'credit(?! ?(card|sale|term))', false)
$$;

-- Whether a thing of a kind is open; null for what is no work, and for an invoice that is a draft: it is neither open nor closed. One of which nothing
-- is due any more is closed, whatever its status.
CREATE OR REPLACE FUNCTION is_open(kind text, fields jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN kind IN ('ticket', 'task', 'project', 'agreement', 'approval', 'deliverable') THEN is_open(fields)
        WHEN kind = 'invoice' AND NOT is_draft(fields) THEN
            is_open(fields) AND CASE WHEN pg_input_is_valid(fields->>'amount_due', 'numeric') THEN (fields->>'amount_due')::numeric <> 0 ELSE true END
    END
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

-- When a thing of a kind is due: nobody has to pay a draft or a credit note.
CREATE OR REPLACE FUNCTION due_moment(kind text, fields jsonb, zone text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN NOT (kind = 'invoice' AND (is_draft(fields) OR is_credit_note(fields))) THEN due_moment(fields, zone) END
$$;

-- An invoice that never asked for anything. One that was given back, written off or refused did.
CREATE OR REPLACE FUNCTION is_void(fields jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT reached(fields->>'status', 'void|voided|deleted|cancelled|canceled')
$$;

-- Whether an invoice that was sent counts among the sums of its order: none that was called off, but one that was credited where a credit note stands
-- among them, which would take its sum back twice.
CREATE OR REPLACE FUNCTION is_invoiced(fields jsonb, taken_back boolean) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT NOT is_off(fields) OR taken_back AND reached(fields->>'status', 'credited|refunded|reversed')
$$;

-- What an invoice adds to the net sum invoiced under its order: less than nothing for a credit note; null where nobody can read it.
CREATE OR REPLACE FUNCTION adds_net(fields jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN is_credit_note(fields) THEN '-' || ltrim(n.net, '-') ELSE n.net END
    FROM (SELECT coalesce(fields->>'net', CASE WHEN pg_input_is_valid(fields->>'amount', 'numeric') AND pg_input_is_valid(fields->>'tax', 'numeric')
                                               THEN ((fields->>'amount')::numeric - (fields->>'tax')::numeric)::text END) AS net) AS n
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
$$;

-- The answer time agreed with a client by a person's word, in working hours: the last word on any of its records.
CREATE OR REPLACE FUNCTION agreed_hours(entity bigint) RETURNS double precision LANGUAGE sql STABLE AS $$
    SELECT c.answer_hours FROM member AS m JOIN client_terms AS c ON c.record_id = m.record_id
    WHERE m.entity_id = entity AND c.answer_hours IS NOT NULL ORDER BY c.at DESC, c.record_id LIMIT 1
$$;

-- Whether the owner one record of a thing points at, called so, is the one whose name counts: true goes before null, false is nobody's. Where people ruled who
-- owns it, nobody else does.
CREATE OR REPLACE FUNCTION owns(golden jsonb, why jsonb, record bigint, called text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN why->'owner_name'->>1 = 'ruled' THEN golden->>'owner_name' = called OR EXISTS (
            SELECT FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
            WHERE r.id = record AND v.fields->'owner_name' = golden->'owner_name')
        WHEN record = (why->'owner_name'->>0)::bigint THEN true
    END
$$;

-- Whether a text names something called so: as words of their own, and one word only as it is written ("Next", not "next week"). The quick look goes first.
CREATE OR REPLACE FUNCTION names(text text, called text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN position(lower(called) IN lower(text)) > 0
                THEN text ~ (CASE WHEN called ~ '\s' THEN '(?i)' ELSE '' END || '(?<!\w)' || regexp_replace(called, '([^\w\s])', '\\\1', 'g') || '(?!\w)')
                ELSE false END
$$
