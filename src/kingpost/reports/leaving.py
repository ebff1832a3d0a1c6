"""Who of us has left, is away or goes away soon, and still owns open work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from kingpost.accounts.models import EVERYONE
from kingpost.priorities import absence
from kingpost.priorities.hours import WorkingHours
from kingpost.toolbox.sql import rows, sql

AHEAD = timedelta(days=14)
LONG = 8  # working hours: a day off needs no handover


@dataclass(frozen=True)
class Leaving:
    """One of us. ``left``: gone for good; ``ends``: on that day; else away from ``starts`` until ``back``, the first
    working day after it, where a calendar says so."""

    person: int
    name: str
    left: bool
    ends: date | None
    starts: date | None
    back: date | None


def soon(seen_by: Sequence[int], now: datetime, hours: WorkingHours) -> list[Leaving]:
    """By name. Owners of open work alone: nobody else has something to hand over."""
    found = [
        (person, name, msgspec.json.decode(golden))
        for person, name, golden in rows(sql("leaving"), {"seen_by": list(seen_by)})
    ]
    away = absence.stretches([person for person, *_ in found], EVERYONE, now, hours)
    today, made = hours.day_of(now), []
    for person, name, golden in found:
        ends = _date(golden.get("end_date"))
        if not absence.is_here(golden, today):
            made.append(Leaving(person, name, True, None, None, None))
        elif ends and ends <= today + AHEAD:
            made.append(Leaving(person, name, False, ends, None, None))
        elif stretch := next(
            (one for one in away.get(person, []) if one[0] < now + AHEAD and hours.between(*one) > LONG), None
        ):
            back = absence.back_from(stretch, away[person], hours)
            made.append(Leaving(person, name, False, None, max(hours.day_of(stretch[0]), today), back))
        elif absence.is_on_leave(golden):
            made.append(Leaving(person, name, False, None, None, None))
    return made


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
