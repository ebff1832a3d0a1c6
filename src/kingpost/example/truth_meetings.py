"""The truth of the meetings with clients of the coming days: what a brief must hold, from the story's own generator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kingpost.example.company import Client, Person
from kingpost.example.truth_names import Id, Names
from kingpost.example.world import Meeting

AHEAD = timedelta(days=14)
FORGOTTEN = timedelta(days=30)  # a promise not kept for longer is history
SAME_MOMENT = timedelta(minutes=2)  # a reply by mail and the comment it becomes
_RULE = re.compile(r"FREQ=(?P<every>WEEKLY|MONTHLY)(?:;COUNT=(?P<count>\d+))?(?:;BYDAY=(?P<nth>\d)[A-Z]{2})?")
MOST = 60  # times a series of the example takes place at most


def meetings(names: Names, flags: Sequence[dict[str, Any]], approvals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:  # fmt: skip
    """A row for each time a client is met in the coming days; ``flags`` and ``approvals`` are those parts of the truth."""
    now = names.world.days.now
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = [
        _row(names, meeting, at, now, flags, approvals)
        for meeting in names.world.meetings
        if meeting.client and _theirs(meeting, meeting.client)
        for at in times(meeting)
        if midnight <= at < midnight + AHEAD
    ]
    return sorted(rows, key=lambda row: (row["at"], row["record"]))


def times(meeting: Meeting) -> Iterator[datetime]:
    """When it takes place: once, or by the rules the example writes (so many weeks, or the n-th weekday of each month)."""
    if not meeting.rule:
        if not meeting.cancelled:
            yield meeting.start
        return
    rule = _RULE.match(meeting.rule)
    assert rule, meeting.rule
    first = meeting.start.astimezone(ZoneInfo(meeting.zone))
    for at in _weekly(first, int(rule["count"] or MOST)) if rule["every"] == "WEEKLY" else _monthly(first, int(rule["nth"])):  # fmt: skip
        moved = meeting.moved.get(at, at)
        if moved is not None:
            yield moved


def _weekly(first: datetime, count: int) -> Iterator[datetime]:
    for week in range(count):
        yield (first + timedelta(weeks=week)).astimezone(ZoneInfo("UTC"))


def _monthly(first: datetime, nth: int) -> Iterator[datetime]:
    day = first
    for _ in range(MOST):
        yield day.astimezone(ZoneInfo("UTC"))
        month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        day = month + timedelta(days=(first.weekday() - month.weekday()) % 7 + 7 * (nth - 1))


def _theirs(meeting: Meeting, client: Client) -> list[Person]:
    return [person for person in (meeting.organiser, *meeting.attendees) if person.client is client]


def _row(names: Names, meeting: Meeting, at: datetime, now: datetime, flags: Sequence[dict[str, Any]], approvals: Sequence[dict[str, Any]]) -> dict[str, Any]:  # fmt: skip
    client, world = meeting.client, names.world
    assert client
    return {
        "record": names.ids(meeting)[0], "at": at.isoformat(), "client": client.key,
        "people": sorted({person.email for person in (meeting.organiser, *meeting.attendees)}),
        "before": _before(names, client, min(at, now)),
        "said": {person.email: said for person in _theirs(meeting, client) if (said := _said(names, person, client, now))},
        "flags": [flag["about"] for flag in flags if flag["client"] == client.key],
        "promises": [names.ids(p.mail)[0] for p in world.promises if p.client is client and p.mail and names.ids(p.mail) and _lives(p.state, p.due, now)],
        "disagreements": [[names.ids(thing)[0] for _, thing, _ in d.says] for d in world.disagreements if d.client is client],
        "approvals": [one["record"] for one in approvals if one["client"] == client.key and (one["state"] == "asked" or one["differs"])],
        "invoices": [names.ids(one)[0] for one in world.invoices if one.client is client and one.paid is None],
    }  # fmt: skip


def _lives(state: str, due: Any, now: datetime) -> bool:
    return state in ("open", "at risk") or (state == "broken" and due is not None and due >= (now - FORGOTTEN).date())


def _before(names: Names, client: Client, until: datetime) -> str | None:
    """When somebody of theirs was last met."""
    earlier = [
        at for meeting in names.world.meetings if _theirs(meeting, client) for at in times(meeting) if at < until
    ]
    return max(earlier).isoformat() if earlier else None


def _said(names: Names, person: Person, client: Client, now: datetime) -> list[Id]:
    """The thing, or things of one moment, in which somebody last wrote to us."""
    addresses = {person.email, *person.emails}
    words: list[tuple[datetime, object]] = [
        (mail.at, mail) for mail in names.mails if mail.client is client and mail.sender[1] in addresses and mail.at <= now
    ]  # fmt: skip
    words += [
        (said.at, ticket)
        for ticket in names.world.tickets
        if ticket.client is client
        for said in ticket.said
        if said.body and said.author is person and said.at <= now
    ]
    last = max((at for at, _ in words), default=None)
    return [names.ids(thing)[0] for at, thing in words if last and last - at <= SAME_MOMENT]
