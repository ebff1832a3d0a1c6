"""Who of these people is away now, and since and until when, from the calendars and staff lists the reader may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kingpost.priorities.absence import AWAY, ON_LEAVE
from kingpost.priorities.hours import ONE_DAY, WorkingHours
from kingpost.toolbox.sql import rows, sql

FAR = 60  # days an absence is followed


@dataclass(frozen=True)
class Absence:
    """One person who is away. ``back_on`` is the first working day after it, None when nothing says; ``thing`` the calendar entry or the person."""

    person: int
    back_on: date | None
    says: str
    thing: int
    system: str


def of(people: Collection[int], seen_by: Sequence[int], now: datetime, hours: WorkingHours) -> dict[int, Absence]:
    """By person: those who are away today. One query."""
    if not people:
        return {}
    today = hours.day_of(now)
    params = {
        "people": sorted(people),
        "seen_by": list(seen_by),
        "start": hours.start_of(today),
        "end": hours.start_of(today + FAR * ONE_DAY),
        "on_leave": sorted(ON_LEAVE),
        "away": AWAY.pattern.replace(r"\b", r"\y"),
    }
    found: dict[int, Absence] = {}
    stretches: dict[int, list[tuple[datetime, datetime, str, int, str]]] = {}
    for person, starts, ends, says, thing, system in rows(sql("absence"), params):
        if starts is None:
            found[person] = Absence(person, None, says, thing, system)
        else:
            stretches.setdefault(person, []).append((starts, ends, says, thing, system))
    for person, held in stretches.items():
        first = next(
            (
                (says, thing, system)
                for starts, ends, says, thing, system in held
                if _covers(starts, ends, today, now, hours)
            ),
            None,
        )
        if first:
            found[person] = Absence(person, _back(held, today, hours), *first)
    return found


def _covers(starts: datetime, ends: datetime, day: date, now: datetime, hours: WorkingHours) -> bool:
    """Away now: on a working day for the whole of it, on another for this moment."""
    span = hours.span(day)
    return starts <= span[0] and ends >= span[1] if span else starts <= now < ends


def _back(held: Sequence[tuple[datetime, datetime, str, int, str]], today: date, hours: WorkingHours) -> date:
    day = today
    for _ in range(FAR):
        span = hours.span(day)
        if span and not any(starts <= span[0] and ends >= span[1] for starts, ends, *_ in held):
            return day
        day += ONE_DAY
    return day
