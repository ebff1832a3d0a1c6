"""The end of each working day of a stream: whether what it says of the day is so, and whether the briefs of the next day's meetings hold what is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bench.stream.events import Stream
from kingpost.example.days import local, moment, shift
from kingpost.example.world import Meeting

AT = 17.75  # London hours
Thing = tuple[str, str]


@dataclass
class Closed:
    """What was looked for: each with whether it was right. ``said``: what the ends of days said; ``facts``: what briefs must hold."""

    said: list[tuple[str, bool]] = field(default_factory=list)
    facts: list[tuple[str, bool]] = field(default_factory=list)


def closings(stream: Stream) -> list[datetime]:
    """The ends of the working days."""
    days = [stream.start.date() + timedelta(days=n + 1) for n in range((stream.end - stream.start).days)]
    return [moment(day, AT) for day in days if day.weekday() < 5]


def look(stream: Stream, closed: Closed, now: datetime) -> None:
    """Read the end of the day and the briefs as somebody who sees what everyone may see, and lay them beside the world."""
    from kingpost.accounts.models import EVERYONE
    from kingpost.knowledge import business
    from kingpost.priorities.hours import WorkingHours
    from kingpost.priorities.reach import Reader
    from kingpost.reports.day import Day
    from kingpost.reports.end_of_day import end_of_day
    from kingpost.toolbox.sql import rows

    held: dict[Thing, int] = {(kind, number.casefold()): one for kind, number, one in rows(
        "SELECT r.kind, r.remote_id, min(m.entity_id) FROM record AS r JOIN member AS m ON m.record_id = r.id WHERE r.kind IN ('task', 'invoice', 'meeting') GROUP BY 1, 2")}  # fmt: skip
    known = business.values()
    hours = WorkingHours.of(known)
    made = end_of_day(Day.of(now, hours), Reader(0, "", [EVERYONE], hours, now), now, everybody=True)
    closed.said += _states(
        stream,
        local(now).date(),
        held,
        {int(one.key): one.state for one in made.due if one.kind in ("task", "invoice")},
    )
    for meeting in stream.world.meetings:
        if meeting.client and local(meeting.start).date() == shift(local(now).date(), 1):
            closed.facts += _brief(stream, meeting, held, now)


def _states(stream: Stream, day: date, held: dict[Thing, int], said: dict[int, str]) -> Iterator[tuple[str, bool]]:
    """Every task and invoice that was due: what became of it. What was done on an earlier day need not be told of."""
    due = [
        ("task", t.key, t.done if t.status == "Done" else None)
        for p in stream.world.projects
        for t in p.tasks
        if t.due == day
    ]
    due += [("invoice", i.number, i.paid) for i in stream.world.invoices if i.due == day]
    for kind, number, done in due:
        state = said.pop(held.get((kind, number.casefold()), 0), "")
        yield (
            f"{kind} {number} is {state or 'not told'}",
            state == ("done" if done else "open") or (not state and done is not None and done < day),
        )
    for entity, state in said.items():
        yield f"{entity} was not due and is {state}", False


def _brief(stream: Stream, meeting: Meeting, held: dict[Thing, int], now: datetime) -> Iterator[tuple[str, bool]]:
    """Whom it is with, when, who comes, when that client was last met, and the invoices they have not paid."""
    from kingpost.accounts.models import EVERYONE
    from kingpost.reports.brief import brief

    made = brief(held.get(("meeting", meeting.uid.casefold()), 0), [EVERYONE], now, now + timedelta(days=1))
    client = meeting.client
    assert client
    yield f"with {client.name}", bool(made and made.meeting.client and made.meeting.client[1] == client.name)
    yield f"{client.name}: at {meeting.start}", bool(made and made.meeting.starts_at == meeting.start)
    for person in meeting.attendees:
        yield (
            f"{client.name}: {person.name} comes",
            bool(made and person.email in {one.email for one in made.meeting.people}),
        )
    if before := max(
        (one.start for one in stream.world.meetings if one.client is client and one.start < now), default=None
    ):
        yield (
            f"{client.name}: last met at {before}",
            bool(made and made.meeting.before and made.meeting.before[0].at == before),
        )
    for invoice in stream.world.invoices:
        if invoice.client is client and invoice.paid is None:
            there = {one.id for one in made.invoices} if made else set()
            yield (
                f"{client.name}: invoice {invoice.number} is open",
                held.get(("invoice", invoice.number.casefold())) in there,
            )
