-- The systems a reader may see in one line, and where the log stands for them (news_of.sql). A system is whole when every kind it can
-- count adds up and nothing waits in quarantine.
with state as (
    select s.id, s.loaded_at, r.error,
        exists (select from completeness c where c.system_id = s.id)
        and not exists (select from completeness c where c.system_id = s.id and c.missing + c.surplus > 0)
        and not exists (select from quarantine q where q.system_id = s.id and q.settled_at is null) as adds_up,
        (select min(c.as_of) from completeness c where c.system_id = s.id) as as_of
    from system s
    left join lateral (select error from sync_run where system_id = s.id and ended_at is not null order by id desc limit 1) as r on true
    where s.audience_id = any(%(seen_by)s) and s.paused_at is null
)
select count(*),
    count(*) filter (where adds_up and loaded_at is not null and coalesce(error, '') = ''),
    count(*) filter (where loaded_at is null and coalesce(error, '') = ''),
    count(*) filter (where error <> ''),
    min(as_of) filter (where coalesce(error, '') = ''),
    (select coalesce(sum(p), 0)::bigint from unnest(%(seen_by)s::bigint[]) as a(id), unnest(%(streams)s::smallint[]) as n(stream),
        lateral (select max(position) as p from news where audience_id = a.id and news.stream = n.stream) as m)
from state
