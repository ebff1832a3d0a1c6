"""Who really has time: working hours less meetings and absence, from the calendars the reader may see, and the open work they own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from kingpost.priorities.absence import AHEAD, Stretch, back_on, is_here, is_on_leave
from kingpost.priorities.hours import ONE_DAY, WorkingHours
from kingpost.toolbox.sql import rows, sql

EARLY = timedelta(minutes=30)  # before work begins, on the same day
DAYS_A_WEEK = 5


class Capacity(msgspec.Struct):
    """One person's room for more. Hours are working hours; ``back_on`` is set while they are away; ``solved`` counts similar cases."""

    person: int
    name: str
    email: str
    free_today: float
    free_next: float
    next_day: date
    open_work: int
    back_on: date | None = None
    away: bool = False
    note: str = ""
    solved: int = 0
    title: str = ""


class Entry(NamedTuple):
    """What a calendar holds for one person: a meeting, or that they are ``away``. ``free``: it takes no time."""

    start: datetime
    end: datetime
    all_day: bool
    title: str
    free: bool
    away: bool


class Diary(msgspec.Struct):
    """A person's taken stretches, for finding a slot."""

    capacity: Capacity
    taken: list[Stretch]


def of(people: Collection[int], client: int, audience: int, now: datetime, hours: WorkingHours) -> list[Diary]:
    """The diaries of those who may take something over, in no particular order."""
    found = rows(sql("people"), {"people": sorted(people), "client": client, "audience": audience})
    still_here = [(p, name, email, golden, open_work) for p, name, email, text, open_work in found
                  if is_here(golden := msgspec.json.decode(text), hours.day_of(now))]  # fmt: skip
    start, end = hours.start_of(hours.day_of(now)), now + AHEAD
    taken = (
        rows(sql("busy"), {"people": [p for p, *_ in still_here], "audience": audience, "start": start, "end": end})
        if still_here
        else []
    )
    return [_diary(person, [Entry(*t[1:]) for t in taken if t[0] == person[0]], now, hours) for person in still_here]


def slot(
    diaries: Iterable[Diary], now: datetime, hours: WorkingHours, length: timedelta = timedelta(minutes=30)
) -> datetime | None:
    """The first half hour or hour, from a quarter of an hour on, in which all of them are free; None within three weeks.

    Asked before work begins, it may be the half hour before: a client who has waited since yesterday is called first of all.
    """
    taken = sorted(stretch for diary in diaries for stretch in diary.taken)
    for opens, closes in hours.spans(now):
        if opens > now + AHEAD:
            return None
        begin = opens - EARLY if hours.day_of(opens) == hours.day_of(now) else opens
        at = _half_hour(max(begin, now + timedelta(minutes=15)))
        while at + length <= closes:
            clash = next((end for start, end in taken if start < at + length and end > at), None)
            if clash is None:
                return at
            at = _half_hour(clash)
    return None


def _diary(
    person: tuple[int, str, str, dict[str, Any], int], entries: Sequence[Entry], now: datetime, hours: WorkingHours
) -> Diary:
    number, name, email, golden, open_work = person
    taken = [(e.start, e.end) for e in entries if e.away or not (e.all_day or e.free)]
    today = hours.day_of(now)
    following = next(day for n in range(1, 400) if hours.span(day := today + n * ONE_DAY))
    away = is_on_leave(golden)
    length = _day_length(golden)
    back = back_on([(e.start, e.end) for e in entries if e.away], today, hours)
    room = Capacity(
        number, name, email.casefold(), 0.0 if away else _free(today, taken, now, hours, length), 0.0 if away else _free(following, taken, now, hours, length),
        following, open_work, back, away or back is not None, _note(entries, now, today, hours), title=str(golden.get("title", "")),
    )  # fmt: skip
    return Diary(room, taken)


def _free(day: date, taken: Sequence[Stretch], now: datetime, hours: WorkingHours, length: timedelta | None) -> float:
    """Working hours of a day that lie ahead and are not taken, to the quarter hour; never more than the person's own day leaves."""
    span = hours.span(day)
    if span is None:
        return 0.0
    free = _gaps(max(span[0], now), span[1], taken)
    if length is not None:
        free = min(free, max(length - (span[1] - span[0] - _gaps(*span, taken)), timedelta(0)))
    return round(free / timedelta(hours=1) * 4) / 4


def _gaps(at: datetime, end: datetime, taken: Sequence[Stretch]) -> timedelta:
    """How much of a span nothing takes."""
    free = timedelta(0)
    for start, stop in sorted(taken):
        if stop <= at or start >= end:
            continue
        free += max(start - at, timedelta(0))
        at = max(at, stop)
    return free + max(end - at, timedelta(0))


def _day_length(golden: dict[str, Any]) -> timedelta | None:
    """A fifth of the agreed weekly hours, where those are known: breaks are nobody's free time."""
    try:
        week = float(golden.get("hours_per_week") or 0)
    except (TypeError, ValueError):
        return None
    return timedelta(hours=week / DAYS_A_WEEK) if 0 < week <= 80 else None


def _note(entries: Sequence[Entry], now: datetime, today: date, hours: WorkingHours) -> str:
    """What takes most of what is left of today, e.g. "Parkside training at 11:00"."""
    left = [
        (e.end - e.start, e.start, e.title)
        for e in entries
        if not e.all_day and not e.free and e.end > now and hours.day_of(e.start) == today
    ]
    if not left:
        return ""
    _, start, title = max(left)
    return f"{title} at {start.astimezone(hours.zone):%H:%M}"


def _half_hour(at: datetime) -> datetime:
    """Up to the next half hour."""
    at = at.replace(second=0, microsecond=0) + (timedelta(minutes=1) if at.second or at.microsecond else timedelta(0))
    return at + timedelta(minutes=-at.minute % 30)
