-- Log changes of one stream: first its lock, then their positions, so that these are seen in order. With it for whom that is news, where it is
-- known, and word to whoever listens.
WITH locked AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtext(current_schema()), %(stream)s::int)
), added AS (
    INSERT INTO change (stream, ref) SELECT %(stream)s::smallint, n.ref FROM locked, unnest(%(refs)s::bigint[]) AS n(ref) RETURNING position
), last AS (
    SELECT max(position) AS position FROM added
), told AS (
    INSERT INTO news (audience_id, stream, position)
    SELECT DISTINCT n.audience_id, %(stream)s::smallint, l.position FROM last AS l, unnest(%(seen_by)s::bigint[]) AS n(audience_id)
)
SELECT position, pg_notify('kingpost_change', current_schema()) FROM last
