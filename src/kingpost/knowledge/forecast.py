"""When a project will be done at its own pace so far, or why that is not known.

By plan, when its items have due dates: the delays of its closed items (and of those overdue now) against their own dates, as a share of the planned time
from the start on (least squares through the start), carried on to the end: the time-based form of earned schedule. By count, when they have none:
the days an item took so far, times the items left. Fewer than three closed items tell no pace.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from kingpost.knowledge import business, days_off
from kingpost.toolbox.sql import rows, sql

FEWEST = 3  # closed items, from which on they tell a pace
FEWEST_BY_COUNT = 5  # without dates a pace is a rough thing
DATED = 0.8  # share of items with a due date, from which on the plan is one
AS_PLANNED = 0.03  # of the time: less off the plan than a day or two in a season is as planned
FARTHEST = timedelta(days=3650)


class Item(msgspec.Struct, frozen=True):
    """One task or milestone of a project: when it is due, was begun, was done."""

    open: bool
    due: date | None = None
    begins: date | None = None
    done: date | None = None


@dataclass(frozen=True)
class Forecast:
    """One open project. ``day`` is when it will be done, None when that is not known: ``reason`` says why, and is "" otherwise.

    ``since`` is the last day something was closed late, or was due and is not done; else the last closing. ``pace`` is planned time over time taken so far: 1 as planned, 0.5 half as fast; None without a plan. ``says`` is the sentence for people.
    """

    project: int
    title: str
    due: date | None
    day: date | None
    done: int
    all: int
    pace: float | None
    reason: str
    says: str
    since: date | None = None

    @property
    def days_late(self) -> int | None:
        """Days after its due date (0 when in time); None when either day is not known."""
        return max((self.day - self.due).days, 0) if self.day and self.due else None


def forecasts(seen_by: Sequence[int], today: date, projects: Collection[int] | None = None) -> list[Forecast]:
    """Of open projects these audiences may see, all or those with these numbers, by number. ``today`` is the day in our own zone."""
    wanted = None if projects is None else sorted(projects)
    known = business.values()
    closed = days_off.closed_days(known)
    found = rows(sql("forecast"), {"seen_by": list(seen_by), "projects": wanted, "zone": str(known["zone"])})
    return [
        of(number, title, due, begins, msgspec.json.decode(items, type=list[Item]), today, closed)
        for number, title, due, begins, items in found
    ]


def of(
    project: int, title: str, due: date | None, begins: date | None, items: Sequence[Item], today: date, closed: frozenset[date] = frozenset()
) -> Forecast:  # fmt: skip
    """The forecast of one project from its items; on none of the days in ``closed``. Pure."""
    done = [item for item in items if not item.open]
    day, pace, how = None, None, ""
    reason = _too_little(items, done)
    if not reason:
        planned = [item for item in items if item.due and (due is None or item.due <= due)]
        if len(planned) >= DATED * len(items):
            day, pace, how = _by_plan(planned, due, begins, today)
        else:
            day, how = _by_count(items, done, begins, today)
        reason = "" if day else how
        day = _next_worked(day, closed) if day and day != due else day
    says = _says(len(done), len(items), how if day else reason, day, due, today)
    since = _since(items, due, today)
    return Forecast(project, title, due, day, len(done), len(items), pace, reason, says, since)


def _next_worked(day: date, closed: frozenset[date]) -> date:
    """The day itself, or after a day off the next one that is neither another nor at a weekend."""
    if day not in closed:
        return day
    while day in closed or day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _since(items: Sequence[Item], due: date | None, today: date) -> date | None:
    late = [item.due if item.open else item.done for item in items if item.due and item.due < (item.done or today)]
    passed = [due] if due and due < today else []
    closed = [item.done for item in items if item.done]
    return max((day for day in late + passed if day), default=max(closed, default=None))


def _too_little(items: Sequence[Item], done: Sequence[Item]) -> str:
    if not items:
        return "no tasks or milestones of it are known"
    if len(done) == len(items):
        return "everything planned is done, but the project is still open"
    return "that is too few to tell a pace" if len(done) < FEWEST else ""


def _by_plan(
    planned: Sequence[Item], due: date | None, begins: date | None, today: date
) -> tuple[date | None, float | None, str]:
    """When the planned time, stretched by the delays so far, is over; the pace; how that was worked out or why it was not."""
    end = due or max(item.due for item in planned if item.due)
    start = begins or min((item.begins for item in planned if item.begins), default=None)
    if start is None or start >= end:
        return None, None, "its start is not known"
    delays = [
        ((item.due - start).days, ((item.done or today) - item.due).days)
        for item in planned
        if item.due and item.due > start and (item.done or (item.open and item.due < today))
    ]
    if sum(1 for item in planned if item.done and item.due and item.due > start) < FEWEST:
        return None, None, "for too few of them we know when they were done"
    off = sum(at * delay for at, delay in delays) / sum(at * at for at, _ in delays)
    stretch = max(1 + off, 0.1) if abs(off) >= AS_PLANNED else 1.0
    day = start + min(timedelta(days=round((end - start).days * max(stretch, 1.0))), FARTHEST)
    how = "so far as planned" if stretch == 1 else f"so far in {stretch:.0%} of the planned time"
    return max(day, today), round(1 / stretch, 2), how


def _by_count(items: Sequence[Item], done: Sequence[Item], begins: date | None, today: date) -> tuple[date | None, str]:
    """When the items left are done, each taking what one took so far; how that was worked out or why it was not."""
    if len(done) < FEWEST_BY_COUNT:
        return None, "that is too few to tell a pace, as they have no due dates"
    start = begins or min((day for item in items for day in (item.begins, item.done) if day), default=None)
    gone = (today - start).days if start else 0
    if gone <= 0:
        return None, "its start is not known"
    left = len(items) - len(done)
    return today + min(timedelta(days=round(left * gone / len(done))), FARTHEST), f"in {gone:,} days"


def _says(done: int, all_: int, how: str, day: date | None, due: date | None, today: date) -> str:
    said = f"{done} of {all_} items are done" if all_ else ""
    if day is None:
        return f"{said}: {how}." if said else f"{how[:1].upper()}{how[1:]}."
    late = (day - due).days if due else 0
    # the years are named where one of them is not this one
    form = "{0.day} {0:%B %Y}" if {day.year, (due or day).year} != {today.year} else "{0.day} {0:%B}"
    when = f" At that pace it ends on {form.format(day)}"
    after = f", {late} day{'' if late == 1 else 's'} after {form.format(due)}" if due and late > 0 else ""
    in_time = f", in time for {form.format(due)}" if due and late <= 0 else ""
    return f"{said}, {how}.{when}{after}{in_time}."
