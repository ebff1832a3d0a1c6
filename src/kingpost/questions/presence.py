"""Who of these people is away now, since and until when, and who stands in for whom, from what the reader may see: calendars, staff lists, accepted handovers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import msgspec

from kingpost.priorities import absence, stand_ins
from kingpost.priorities.hours import ONE_DAY, WorkingHours
from kingpost.priorities.stand_ins import StandIns
from kingpost.toolbox.sql import rows, sql

FAR = 60  # days an absence is followed
LEFT = sorted(absence.LEFT)
_Accepted = tuple[int, int, str, bool | None, int, datetime]  # client, successor, name, left, handover, at


@dataclass(frozen=True)
class Absence:
    """One person who is away. ``back_on`` is the first working day after it, None when nothing says; ``thing`` the calendar entry or the person."""

    person: int
    back_on: date | None
    says: str
    thing: int
    system: str


@dataclass(frozen=True)
class StandIn:
    """Who stands in for somebody: the successor of a handover accepted at ``at``. ``left``: gone for good since; ``absent``: away."""

    person: int
    name: str
    left: bool
    handover: int
    at: datetime
    absent: Absence | None = None


@dataclass(frozen=True)
class Presence:
    """Of some people: who is away, and who stands in for them, by person and client (0 for everything)."""

    away: Mapping[int, Absence] = field(default_factory=dict)
    accepted: Mapping[tuple[int, int], StandIn] = field(default_factory=dict)

    def absent(self, person: int | None) -> Absence | None:
        return self.away.get(person or 0)

    def stand_in(self, person: int | None, client: int | None) -> StandIn | None:
        """Who has what is a person's, for this client; None when nobody stands in."""
        last = StandIns({key: one.person for key, one in self.accepted.items()}).last(person, client or 0)
        found = self.accepted[last] if last else None
        return replace(found, absent=self.absent(found.person)) if found else None


def presence(people: Collection[int], seen_by: Sequence[int], now: datetime, hours: WorkingHours) -> Presence:
    """Who of these is away today, and who stands in for them. One query."""
    if not people:
        return Presence()
    today = hours.day_of(now)
    params = {
        "people": sorted(people),
        "seen_by": list(seen_by),
        "start": hours.start_of(today),
        "end": hours.start_of(today + FAR * ONE_DAY),
        "today": today,
        "left": LEFT,
        "on_leave": sorted(absence.ON_LEAVE),
    }
    found: dict[int, Absence] = {}
    accepted: dict[tuple[int, int], StandIn] = {}
    stretches: dict[int, list[tuple[datetime, datetime, str, int, str]]] = {}
    for person, starts, ends, says, thing, system, stand_in in rows(
        f"WITH RECURSIVE accepted AS MATERIALIZED ({stand_ins.running()}) {sql('presence')}", params
    ):
        if stand_in is not None:
            client, who, name, left, handover, at = msgspec.json.decode(stand_in, type=_Accepted)
            accepted[person, client] = StandIn(who, name, bool(left), handover, at)
        elif starts is None:
            found[person] = Absence(person, None, says, thing, system)
        else:
            stretches.setdefault(person, []).append((starts, ends, says, thing, system))
    found |= _absences(stretches, now, hours)
    return Presence(found, accepted)


def _absences(
    stretches: Mapping[int, Sequence[tuple[datetime, datetime, str, int, str]]], now: datetime, hours: WorkingHours
) -> dict[int, Absence]:
    """Those whose stretches cover today."""
    today, found = hours.day_of(now), {}
    for person, held in stretches.items():
        first = next((one[2:] for one in held if _covers(one[0], one[1], today, now, hours)), None)
        if first:
            found[person] = Absence(
                person, absence.first_here([one[:2] for one in held], today, hours, today + (FAR - 1) * ONE_DAY), *first
            )
    return found


def _covers(starts: datetime, ends: datetime, day: date, now: datetime, hours: WorkingHours) -> bool:
    """Away now: on a working day for the whole of it, on another for this moment."""
    span = hours.span(day)
    return starts <= span[0] and ends >= span[1] if span else starts <= now < ends


def owner_of(thing: int, seen_by: Sequence[int], today: date) -> tuple[int, str, bool] | None:
    """Whom a thing is linked to as its owner: number, name, and whether they have left; None when it names nobody we know."""
    found = rows(sql("owner_of"), {"thing": thing, "seen_by": list(seen_by), "today": today, "left": LEFT})
    return found[0] if found else None
