-- All pairs (narrow, wide) where everyone who may see narrow may see wide, written as the difference to what is there.
-- An audience without people is within itself and Everyone only: nothing may be derived for it on the strength of "nobody".
with person as (
    select u.audience_id, u.user_id from audience_user u
    union
    select t.audience_id, m.user_id from audience_team t join team_member m on m.team_id = t.team_id
),
size as (
    select audience_id, count(*) as people from person group by audience_id
),
wanted as (
    select n.audience_id as narrow_id, w.audience_id as wide_id
    from person n
    join person w on w.user_id = n.user_id
    join size on size.audience_id = n.audience_id
    where n.audience_id <> %(everyone)s
    group by n.audience_id, w.audience_id, size.people
    having count(*) = size.people
    union select id, id from audience
    union select id, %(everyone)s from audience
),
gone as (
    delete from audience_within a
    where not exists (select 1 from wanted w where w.narrow_id = a.narrow_id and w.wide_id = a.wide_id)
    returning 1
),
added as (
    insert into audience_within (narrow_id, wide_id)
    select narrow_id, wide_id from wanted
    on conflict do nothing
    returning 1
)
select (select count(*) from gone) + (select count(*) from added);
