-- Small functions about what held when. They read text a system wrote, so everything that is no date is no date. They call nothing of ours:
-- columns and an index stand on them, which maintenance and restoring reach without our search path.

-- The first of some dates and moments; a date counts from its beginning, in UTC: half a day either way decides nothing here.
CREATE OR REPLACE FUNCTION earliest(texts text[]) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE value text; found timestamptz;
BEGIN
    FOREACH value IN ARRAY texts LOOP
        IF length(value) = 10 AND value ~ '^\d{4}-\d\d-\d\d$' THEN value := value || 'T00:00:00Z'; END IF;
        IF value ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$' AND pg_input_is_valid(value, 'timestamptz') THEN
            found := least(found, value::timestamptz);
        END IF;
    END LOOP;
    RETURN found;
END $$;

-- The last of them.
CREATE OR REPLACE FUNCTION latest(texts text[]) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE value text; found timestamptz;
BEGIN
    FOREACH value IN ARRAY texts LOOP
        IF length(value) = 10 AND value ~ '^\d{4}-\d\d-\d\d$' THEN value := value || 'T00:00:00Z'; END IF;
        IF value ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$' AND pg_input_is_valid(value, 'timestamptz') THEN
            found := greatest(found, value::timestamptz);
        END IF;
    END LOOP;
    RETURN found;
END $$;

-- From when a version holds: when its system says it became so, but never after we read it. Undated, the first one was always so as far as
-- anyone knows, and so is a new translation of the same bytes; a later one holds from when we read it.
CREATE OR REPLACE FUNCTION held_from(number int, valid_from timestamptz, learned timestamptz, again boolean) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN valid_from IS NOT NULL THEN least(valid_from, learned) WHEN number = 1 OR again THEN '-infinity'::timestamptz ELSE learned END
$$;

-- The first moment a thing is shown to have been there. People, organisations and accesses are there before anyone dates them.
CREATE OR REPLACE FUNCTION began(kind text, fields jsonb, happenings jsonb, valid_from timestamptz, learned timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF kind IN ('client', 'person', 'account') THEN
        RETURN coalesce(earliest(ARRAY[fields->>'since', fields->>'start_date', fields->>'granted_at', fields->>'created_at']), '-infinity');
    END IF;
    RETURN least(learned, valid_from, earliest(ARRAY[fields->>'created_at', fields->>'sent_at', fields->>'issue_date', fields->>'asked_at',
                                                     fields->>'start_date', fields->>'date', fields->>'modified_at']),
                 earliest(ARRAY(SELECT h->>'at' FROM jsonb_array_elements(happenings) AS h)));
END $$;

-- Between these two a piece of work may have been open, never too short a time: an index answers "open on that day".
ALTER TABLE entity
    ADD COLUMN open_from timestamptz GENERATED ALWAYS AS (CASE WHEN kind IN ('ticket', 'task', 'project', 'invoice', 'agreement') THEN
        coalesce(earliest(ARRAY[golden->>'created_at', golden->>'issue_date']),
                 CASE WHEN at IS NOT NULL THEN least(at, earliest(ARRAY[golden->>'start_date'])) END, timestamptz '-infinity') END) STORED,
    ADD COLUMN open_to timestamptz GENERATED ALWAYS AS (CASE WHEN kind IN ('ticket', 'task', 'project', 'invoice', 'agreement') THEN
        CASE WHEN coalesce(open, true) THEN timestamptz 'infinity'
             ELSE greatest(at, latest(ARRAY[golden->>'created_at', golden->>'start_date', golden->>'issue_date', golden->>'completed_at',
                                            golden->>'closed_at', golden->>'resolved_at', golden->>'paid_at', golden->>'end_date',
                                            golden->>'updated_at', golden->>'delivered_at', golden->>'decided_at'])) END END) STORED;
CREATE INDEX entity_open_then ON entity USING gist (tstzrange(open_from, coalesce(open_to, 'infinity'), '[]'))
    WHERE kind IN ('ticket', 'task', 'project', 'invoice', 'agreement')
