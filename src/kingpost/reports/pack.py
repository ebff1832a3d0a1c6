"""A handover pack: what one of us is in charge of, as the reader may see it: open work, promises, clients with the last words to each, meetings ahead, flags.

It is worked out when it is opened, like a brief. It counts no one's work and ranks nobody: everything stands in order of date or name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

import msgspec

from kingpost.accounts.models import EVERYONE
from kingpost.knowledge import workload
from kingpost.knowledge.promises import reading as promised
from kingpost.knowledge.promises.reading import PromiseRow
from kingpost.knowledge.workload import Meeting, Work
from kingpost.priorities import absence, reading
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.reading import FlagRow
from kingpost.proposals import capacity
from kingpost.reports import leaving
from kingpost.toolbox.sql import rows, sql

KNOWN_FOR = timedelta(days=183)
AHEAD = timedelta(days=30)
READ = 300


@dataclass(frozen=True)
class Colleague:
    """One of us: an entity, the name, when last."""

    id: int
    name: str
    last: datetime


@dataclass(frozen=True)
class Knows:
    """A client the person dealt with: the last words to it, and who else of us deals with it, the latest first."""

    id: int
    title: str
    last: datetime
    text: str
    thing: int
    others: list[Colleague] = field(default_factory=list)


@dataclass(frozen=True)
class Ahead:
    """A meeting ahead; of a series the next one, how many more there are, and when the last of them is."""

    next: Meeting
    more: int
    last: datetime


@dataclass(frozen=True)
class Person:
    """Whom the pack is about. ``left``: gone for good; ``away``: stretches from today on, as calendars say."""

    id: int
    name: str
    email: str
    left: bool
    status: str
    end_date: str
    away: list[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Pack:
    """The whole of it; ``numbers`` are the things whose values the page shows."""

    person: Person
    work: list[Work]
    promises: list[PromiseRow]
    clients: list[Knows]
    meetings: list[Ahead]
    flags: list[FlagRow]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may take over: which of the clients they know already, and their room as calendars say. By name."""

    id: int
    name: str
    knows: list[str]
    free_next: float
    away: bool
    suggested: bool = False


def person(number: int, seen_by: Sequence[int], now: datetime, hours: WorkingHours) -> Person | None:
    """One of us with their absences, in one query; None when the reader may see no such person."""
    stretches, params = absence.query([number], EVERYONE, now, hours)
    found = rows(
        f"WITH away AS ({stretches}) {sql('pack_person')}", params | {"person": number, "seen_by": list(seen_by)}
    )
    if not found:
        return None
    name, text = found[0][:2]
    golden = msgspec.json.decode(text)
    away = [(begins, ends) for *_, begins, ends in found if begins is not None]
    return Person(number, name, str(golden.get("email", "")), not absence.is_here(golden, hours.day_of(now)), str(golden.get("status", "")),
                  str(golden.get("end_date", ""))[:10], away)  # fmt: skip


def pack(
    about: Person, seen_by: Sequence[int], now: datetime, soon: datetime, client: int = 0, until: datetime | None = None
) -> Pack:
    """The pack of one person, or that of one client. ``soon``: what is due before it is at risk. ``until``: when the person is back, where that is known."""
    end = max(now, min(until or now + AHEAD, now + AHEAD))
    only = client or None
    return Pack(
        about,
        workload.open_work(seen_by, owner=about.id, client=only, limit=READ),
        promised.listed(seen_by, now, soon, client=only, ours=True, by=about.id, limit=READ, with_evidence=False),
        knows(about.id, seen_by, now, client),
        ahead(
            workload.meetings(seen_by, now, end, client=only, person=about.email, absences=False, limit=READ)
            if about.email
            else []
        ),
        reading.listed(seen_by, client=only, owner=about.id, limit=READ, with_sources=False),
    )


def back_on(about: Person, hours: WorkingHours) -> date | None:
    """The first working day after the next absence that needs a handover, where a calendar tells of one."""
    long = next((one for one in about.away if hours.between(*one) > leaving.LONG), None)
    return absence.back_from(long, about.away, hours) if long and not about.left else None


def ahead(found: Sequence[Meeting]) -> list[Ahead]:
    """These meetings in order, a series once."""
    series: dict[int, list[Meeting]] = {}
    for one in found:
        series.setdefault(one.id, []).append(one)
    return [Ahead(times[0], len(times) - 1, times[-1].starts_at) for times in series.values()]


def knows(person: int, seen_by: Sequence[int], now: datetime, client: int = 0) -> list[Knows]:
    """The clients one of us dealt with in the last half year, by name, with who else did."""
    found = rows(
        sql("pack_clients"),
        {"person": person, "seen_by": list(seen_by), "since": now - KNOWN_FOR, "now": now, "client": client or None},
    )
    made = []
    for _, group in groupby(found, key=itemgetter(0)):
        lines = list(group)
        number, title, last, text, thing = lines[0][:5]
        others = [Colleague(*line[5:]) for line in lines if line[5] is not None]
        made.append(Knows(number, title, last, text, thing, others))
    return made


def candidates(about: Person, clients: Sequence[Knows], now: datetime, hours: WorkingHours) -> list[Candidate]:
    """Who may take over, by name. Suggested is who knows most of these clients of those who are here, then who has most room."""
    names: dict[int, list[str]] = {}
    for known in clients:
        for one in known.others:
            names.setdefault(one.id, []).append(known.title)
    found = capacity.of(list(names), clients[0].id if clients else 0, EVERYONE, now, hours)
    rooms = [diary.capacity for diary in found if diary.capacity.person != about.id]
    here = [room for room in rooms if not room.away]
    best = max(here, key=lambda room: (len(names.get(room.person, [])), room.free_next, -room.person), default=None)
    made = [Candidate(r.person, r.name, names.get(r.person, []), r.free_next, r.away, r is best) for r in rooms]
    return sorted(made, key=lambda one: (not one.suggested, one.name))
