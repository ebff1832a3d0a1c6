"""Arithmetic with our own working hours: when an agreed answer time runs out, how much of it is left.

Working days are days on a wall clock in one zone; between two moments only true elapsed time counts. So a span over the night
the clocks change is an hour shorter or longer than it looks, exactly as it is for the people working it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
EVERY_WORKING_DAY = frozenset({0, 1, 2, 3, 4})
FAR = 3700  # days any search goes before it gives up: a calendar with no working day in ten years has none


@dataclass(frozen=True)
class WorkingHours:
    """The hours we work. ``days`` are weekdays, Monday 0; ``end`` at or before ``start`` means the next day; ``closed`` are days off."""

    zone: ZoneInfo
    days: frozenset[int] = EVERY_WORKING_DAY
    start: time = time(9)
    end: time = time(17, 30)
    closed: frozenset[date] = frozenset()

    @classmethod
    def of(cls, known: Mapping[str, Any]) -> WorkingHours:
        """From the business's values: ``zone``, and ``working_hours`` as {"days": [0, …], "start": "09:00", "end": "17:30", "closed": ["2026-12-25", …]}."""
        value = known["working_hours"]
        days = frozenset(int(day) for day in value.get("days") or ()) or EVERY_WORKING_DAY
        start, end = time.fromisoformat(value.get("start") or "09:00"), time.fromisoformat(value.get("end") or "17:30")
        closed = frozenset(date.fromisoformat(day) for day in value.get("closed") or ())
        return cls(ZoneInfo(str(known["zone"])), days, start, end, closed)

    def add(self, start: datetime, hours: float) -> datetime:
        """The moment ``hours`` working hours after ``start``. With 0 it is the first working moment from ``start`` on."""
        left = timedelta(hours=hours)
        for opens, closes in self.spans(start):
            begin = max(opens, start)
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        raise ValueError("There are no working days to count on.")

    def before(self, end: datetime, hours: float) -> datetime:
        """The moment ``hours`` working hours ahead of ``end``."""
        left = timedelta(hours=hours)
        for opens, closes in self.spans_back(end):
            finish = min(closes, end)
            if finish - left >= opens:
                return finish - left
            left -= finish - opens
        raise ValueError("There are no working days to count on.")

    def between(self, start: datetime, end: datetime) -> float:
        """Working hours from ``start`` to ``end``; 0 when ``end`` is not later."""
        total = timedelta(0)
        for opens, closes in self.spans(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta(0))
        return total / timedelta(hours=1)

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans, in UTC, that end after ``start``, earliest first."""
        day = start.astimezone(self.zone).date() - ONE_DAY
        for _ in range(FAR):
            if (span := self.span(day)) and span[1] > start:
                yield span
            day += ONE_DAY

    def spans_back(self, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans, in UTC, that begin before ``end``, latest first."""
        day = end.astimezone(self.zone).date()
        for _ in range(FAR):
            if (span := self.span(day)) and span[0] < end:
                yield span
            day -= ONE_DAY

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """One day's working span in UTC; None on a day off."""
        if day.weekday() not in self.days or day in self.closed:
            return None
        opens = datetime.combine(day, self.start, self.zone).astimezone(UTC)
        last = day if self.end > self.start else day + ONE_DAY
        return opens, datetime.combine(last, self.end, self.zone).astimezone(UTC)

    def start_of(self, day: date) -> datetime:
        """Midnight at the start of a day, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def day_of(self, at: datetime) -> date:
        """The date it is here at a moment."""
        return at.astimezone(self.zone).date()
