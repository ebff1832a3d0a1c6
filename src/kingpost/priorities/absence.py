"""Who is here: gone for good as a staff list says, away as a staff list or a calendar says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kingpost.priorities.hours import ONE_DAY, WorkingHours
from kingpost.toolbox.sql import rows, sql

AHEAD = timedelta(days=21)  # how far absence is followed
LEFT = frozenset(
    {"left", "left company", "leaver", "inactive", "terminated", "former", "former employee", "ex-employee", "retired", "dismissed", "offboarded", "deceased"}
)  # fmt: skip
ON_LEAVE = frozenset(
    {"away", "absent", "on leave", "leave", "leave of absence", "annual leave", "paid leave", "unpaid leave", "parental leave", "maternity leave", "paternity leave",
     "sick", "sick leave", "long-term sick", "on holiday", "on vacation", "sabbatical", "furlough", "furloughed", "suspended"}
)  # fmt: skip

Stretch = tuple[datetime, datetime]


def is_here(golden: Mapping[str, Any], today: date) -> bool:
    """Not gone for good, as far as the staff list says."""
    if str(golden.get("status", "")).casefold() in LEFT:
        return False
    end = str(golden.get("end_date", ""))[:10]
    return not end or end >= today.isoformat()


def is_on_leave(golden: Mapping[str, Any]) -> bool:
    """Away, as the staff list says, which seldom says until when."""
    return str(golden.get("status", "")).casefold() in ON_LEAVE


def back_on(away: Sequence[Stretch], today: date, hours: WorkingHours) -> date | None:
    """The first working day after an absence that covers the whole of this working day, or the next when today is none."""
    first = next(d for n in range(400) if hours.span(d := today + n * ONE_DAY))
    day = first_here(away, first, hours, today + AHEAD)
    return day if day > first else None


def first_here(away: Sequence[Stretch], day: date, hours: WorkingHours, last: date) -> date:
    """The first working day from this one on that is not away as a whole; the day behind ``last`` where there is none until then."""
    while (span := hours.span(day)) is None or any(start <= span[0] and end >= span[1] for start, end in away):
        day += ONE_DAY
        if day > last:
            break
    return day


def back_from(stretch: Stretch, away: Sequence[Stretch], hours: WorkingHours) -> date:
    """The first working day after one of these stretches."""
    ended = hours.day_of(stretch[1])
    return first_here(away, ended, hours, ended + AHEAD)


def stretches(people: Collection[int], audience: int, now: datetime, hours: WorkingHours) -> dict[int, list[Stretch]]:
    """By person, when calendars this audience may see say they are away, from today on."""
    found: dict[int, list[Stretch]] = defaultdict(list)
    for person, begins, ends in rows(*query(people, audience, now, hours)):
        found[person].append((begins, ends))
    return found


def query(people: Collection[int], audience: int, now: datetime, hours: WorkingHours) -> tuple[str, dict[str, object]]:
    """What ``stretches`` asks, with its parameters, for a page that asks it together with something else."""
    start = hours.start_of(hours.day_of(now))
    return sql("absence"), {"people": sorted(people), "audience": audience, "start": start, "end": now + AHEAD}
