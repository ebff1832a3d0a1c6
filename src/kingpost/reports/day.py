"""A day of the business and the next one it works: from midnight to midnight on its own clock, whatever zone the reader is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kingpost.priorities.hours import WorkingHours


@dataclass(frozen=True)
class Day:
    """``start`` and ``end`` are midnights, ``closes`` when work ends (None on a day off), ``since`` when it last ended before this day, ``next_start`` and
    ``next_end`` the next working day; ``closed`` are the days nobody works."""

    zone: ZoneInfo
    start: datetime
    end: datetime
    closes: datetime | None
    since: datetime
    next_start: datetime
    next_end: datetime
    closed: frozenset[date] = frozenset()

    @classmethod
    def of(cls, now: datetime, hours: WorkingHours) -> Day:
        """The day it is at a moment. A day the clocks change is an hour shorter or longer."""
        today = hours.day_of(now)
        start, end, span = hours.start_of(today), hours.start_of(today + timedelta(days=1)), hours.span(today)
        opens = next(
            opens for opens, _ in hours.spans(end) if opens >= end
        )  # a night shift that began today is no new day
        following = hours.day_of(opens)
        since = next(closes for _, closes in hours.spans_back(start))
        return cls(
            hours.zone, start, end, span[1] if span else None, since, hours.start_of(following), hours.start_of(following + timedelta(days=1)), hours.closed,
        )  # fmt: skip
