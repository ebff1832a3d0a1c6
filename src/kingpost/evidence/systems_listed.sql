-- One line a system: its state, and what its completeness rows add up to. Counts only for whoever may see what they count.
select s.key, s.title, s.connector, s.audience_id = any(%(seen_by)s) as mine, s.paused_at is not null, s.loaded_at,
    done.ended_at, running.read, coalesce(done.error, ''), done.retry_at,
    coalesce(c.held, 0), c.counted, coalesce(c.missing, 0), coalesce(c.surplus, 0), q.unreadable,
    coalesce(c.proven, false), c.as_of, c.oldest,
    array(select g.kind from write_grant g where g.system_id = s.id and g.withdrawn_at is null order by g.kind),
    exists (select 1 from vanishing v where v.system_id = s.id and v.settled_at is null),
    s.disconnected_at is not null
from system s
left join lateral (
    select ended_at, error, retry_at from sync_run r where r.system_id = s.id and r.ended_at is not null order by r.id desc limit 1
) as done on true
left join lateral (
    select read from sync_run r where r.system_id = s.id and r.ended_at is null order by r.id desc limit 1
) as running on true
left join lateral (
    select sum(held)::int as held, sum(counted)::int as counted, sum(missing)::int as missing, sum(surplus)::int as surplus,
        bool_and(counted is not null) as proven, min(as_of) as as_of, min(oldest) as oldest
    from completeness where system_id = s.id and s.audience_id = any(%(seen_by)s)
) as c on true
cross join lateral (
    select count(*)::int as unreadable from quarantine where system_id = s.id and settled_at is null and s.audience_id = any(%(seen_by)s)
) as q
where (s.audience_id = any(%(seen_by)s) or %(all)s) and (%(key)s = '' or s.key = %(key)s)
order by s.title, s.id
