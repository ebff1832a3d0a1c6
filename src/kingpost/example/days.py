"""The example's calendar: working days, working hours, seasons, and the rule that places the last day.

Everything is relative to ``now``. *Today* is the London date of ``now``. The *working day at hand* (``base``) is today, or the
next working day when today is a weekend or a bank holiday; "n working days ahead or back" counts from it. What happens
overnight and the meetings of the day lie on today itself, also at a weekend: Harrow Lane keeps a weekend duty.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
OPENS, CLOSES = 9.0, 17.5
"""The hours of an ordinary working day, as decimal hours in London."""

MONTH_WEIGHT = (1.1, 1.0, 1.05, 0.95, 0.95, 1.0, 0.85, 0.75, 1.2, 1.1, 1.1, 0.8)
WEEKDAY_WEIGHT = (1.3, 1.1, 1.0, 1.0, 0.8, 0.0, 0.0)


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian rule."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    month, day = divmod(d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays, without the rule that moves the ones falling on a weekend."""
    first_may, last_may, last_august = date(year, 5, 1), date(year, 5, 31), date(year, 8, 31)
    spring = easter(year)
    return frozenset(
        {
            date(year, 1, 1),
            spring - timedelta(days=2),
            spring + timedelta(days=1),
            first_may + timedelta(days=-first_may.weekday() % 7),
            last_may - timedelta(days=last_may.weekday()),
            last_august - timedelta(days=last_august.weekday()),
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


@lru_cache(maxsize=4096)
def is_working(day: date) -> bool:
    """Monday to Friday and no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


@lru_cache(maxsize=8192)
def _offset(day: date, hour: int) -> timedelta:
    return datetime.combine(day, time(hour), ZONE).utcoffset() or timedelta(0)


def moment(day: date, hour: float) -> datetime:
    """``day`` at a decimal London hour (6.5 is half past six), as UTC to the second. Hours past 24 run into the next days."""
    day, hour = day + timedelta(days=int(hour // 24)), hour % 24
    seconds = round(hour * 3600)
    return (
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds) - _offset(day, int(hour) % 24)
    )


def local(at: datetime) -> datetime:
    """The moment on a London clock."""
    return at.astimezone(ZONE)


def snap(day: date, step: int = 1) -> date:
    """``day`` itself when it is a working day, else the next one (``step`` -1: the one before)."""
    while not is_working(day):
        day += timedelta(days=step)
    return day


def shift(day: date, count: int) -> date:
    """``count`` working days after ``day`` (before it when negative); 0 is ``day`` itself."""
    step = 1 if count > 0 else -1
    for _ in range(abs(count)):
        day = snap(day + timedelta(days=step), step)
    return day


def add_hours(at: datetime, hours: float) -> datetime:
    """``at`` plus working hours, counted between OPENS and CLOSES of working days in London."""
    here = local(at)
    day, clock = here.date(), here.hour + here.minute / 60 + here.second / 3600
    if not is_working(day) or clock >= CLOSES:
        day, clock = snap(day + timedelta(days=1)), OPENS
    clock = max(clock, OPENS)
    while clock + hours > CLOSES:
        hours -= CLOSES - clock
        day, clock = snap(day + timedelta(days=1)), OPENS
    return moment(day, clock + hours)


def busy(day: date) -> float:
    """How much ordinary traffic a day sees against an average working day (1.0). The days around Christmas are nearly empty."""
    if not is_working(day):
        return 0.0
    quiet = (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2)
    return MONTH_WEIGHT[day.month - 1] * WEEKDAY_WEIGHT[day.weekday()] * (0.15 if quiet else 1.0)


def working_hour(rng: random.Random) -> float:
    """A decimal hour at which people write: a peak before lunch and a lower one after, a few early and late."""
    roll = rng.random()
    if roll < 0.55:
        return rng.triangular(8.2, 12.6, 9.8)
    return rng.triangular(12.8, 18.0, 14.6) if roll < 0.96 else rng.uniform(6.6, 8.2)


class Days:
    """The dates one build of the example uses."""

    def __init__(self, now: datetime) -> None:
        """``now`` carries a zone; ValueError otherwise."""
        if now.tzinfo is None:
            raise ValueError("The example needs a moment with a zone, such as 2026-11-23T07:42:00+00:00.")
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.today = local(self.now).date()
        self.base = snap(self.today)
        self.first = self.today - timedelta(days=548)

    def ahead(self, count: int) -> date:
        """``count`` working days from the working day at hand; negative goes back."""
        return shift(self.base, count)

    def past(self, at: datetime) -> bool:
        """Whether that moment lies at least a minute before now, so that a system can already hold it."""
        return at <= self.now - timedelta(minutes=1)

    def each(self) -> list[date]:
        """Every day from the first to today, weekends included."""
        return [self.first + timedelta(days=n) for n in range((self.today - self.first).days + 1)]


def long_date(day: date) -> str:
    """12 December, as people write it."""
    return f"{day.day} {day:%B}"


def ordinal(number: int) -> str:
    """27th, 1st, 22nd."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
