"""Who may see what. The one place that turns a person into the audience ids they may read."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from kingpost.accounts.models import EVERYONE, Audience, Team, User
from kingpost.toolbox.sql import rows, sql

ALLOWED = """
select a.id from audience a where a.id = %(everyone)s
union select u.audience_id from audience_user u where u.user_id = {user}
union select t.audience_id from audience_team t join team_member m on m.team_id = t.team_id where m.user_id = {user}
order by 1
"""
"""The audience ids of a user, in SQL; ``{user}`` is an expression for the user's id, ``everyone`` is EVERYONE."""

EQUAL = """
select a.id from audience a
where a.id <> %(everyone)s
    and array(select user_id from audience_user where audience_id = a.id order by 1) = %(people)s::bigint[]
    and array(select team_id from audience_team where audience_id = a.id order by 1) = %(teams)s::bigint[]
order by (a.private_to_id is null and a.only_team_id is null), a.id limit 1
"""
"""The audience that has these very people and teams, in ascending order; those kept for reuse first."""

LOCK = "select pg_advisory_xact_lock(hashtextextended(current_schema() || '.audience_within', 0))"


def allowed(user: User | AnonymousUser) -> list[int]:
    """The ids of the audiences this person belongs to, ascending; empty for a stranger and for an inactive person.

    A role plays no part: nobody, an admin included, reads a mailbox that was not opened to them. No query for the person of a
    request (``backend.py`` fetched it with them), one otherwise.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    fetched: list[int] | None = getattr(user, "allowed_ids", None)
    return (
        fetched
        if fetched is not None
        else [row[0] for row in rows(ALLOWED.format(user="%(user)s"), {"everyone": EVERYONE, "user": user.pk})]
    )


def private(user: User) -> Audience:
    """The audience of this person alone, made on first use."""
    return _kept(Audience.objects.filter(private_to=user).first(), f"Only {user.name}", user=user)


def for_team(team: Team) -> Audience:
    """The audience of one team, made on first use; it follows the team's members."""
    return _kept(Audience.objects.filter(only_team=team).first(), team.name, team=team)


def of(name: str, users: list[User] | None = None, teams: list[Team] | None = None) -> Audience:
    """The audience of these named people and teams: the one that is there already, else a new one called ``name``."""
    people, groups = sorted({one.pk for one in users or []}), sorted({one.pk for one in teams or []})
    with transaction.atomic():
        rows(LOCK)  # of two who ask for the same at once, the second finds what the first made
        if (people or groups) and (same := rows(EQUAL, {"everyone": EVERYONE, "people": people, "teams": groups})):
            return Audience.objects.get(pk=same[0][0])
        if len(people) + len(groups) == 1:
            return private(users[0]) if users else for_team(teams[0])  # type: ignore[index]  # one of them has one
        audience = Audience.objects.create(name=name)
        audience.users.set(people)
        audience.teams.set(groups)
        refresh()
    return audience


def refresh() -> int:
    """Bring ``audience_within`` up to date with the people and teams as they are; how many pairs changed.

    Call it in the transaction that changed them. When it returns more than 0, what was derived under the old pairs must be
    derived again: the caller appends that change.
    """
    with transaction.atomic():
        # Two refreshes at once would each miss the other's people; the lock makes the second see the first.
        rows(LOCK)
        return int(rows(sql("audience_within"), {"everyone": EVERYONE})[0][0])


def _kept(found: Audience | None, name: str, user: User | None = None, team: Team | None = None) -> Audience:
    if found is not None:
        return found
    with transaction.atomic():
        audience = Audience.objects.create(name=name, private_to=user, only_team=team)
        if user is not None:
            audience.users.add(user)
        if team is not None:
            audience.teams.add(team)
        refresh()
    return audience
