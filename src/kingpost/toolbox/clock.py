"""The one clock. Nothing else in Kingpost asks the machine what time it is; SQL gets the time as a parameter.

``KINGPOST_NOW`` (RFC 3339 with a zone, ``2025-03-04T07:42:00+00:00``) moves the clock for replays and tests. Time still runs: the first
reading in a process is exactly that moment, the next one is later. A supervisor that starts several processes hands
them ``KINGPOST_CLOCK_OFFSET`` (seconds) instead, so that they agree and a restarted one does not jump back.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from kingpost.toolbox.environment import SettingError

MOMENT = "KINGPOST_NOW"
OFFSET = "KINGPOST_CLOCK_OFFSET"


def machine() -> datetime:
    """What the machine says, in UTC. The one reading of it; the tests put a clock of their own here."""
    return datetime.now(UTC)


def now() -> datetime:
    """This moment, aware, in UTC."""
    ahead = offset()  # first: the first reading of a moved clock is the moment it was moved to, never just before
    return machine() + ahead


def today(zone: str | ZoneInfo) -> date:
    """The date it is in ``zone``, for example "Europe/London"."""
    return now().astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


def midnight(zone: str | ZoneInfo = "UTC") -> datetime:
    """When today began in ``zone``. What is kept for a stretch of days is measured from here: the same whenever in the day it is worked out."""
    here = ZoneInfo(zone) if isinstance(zone, str) else zone
    return datetime.combine(today(here), time(), here)


def overridden() -> bool:
    """True while the clock is not the machine's own; the page says so."""
    return offset() != timedelta(0)


def offset() -> timedelta:
    """How far this clock is ahead of the machine's. Raises SettingError when the setting cannot be read."""
    return _offset(os.environ.get(OFFSET, ""), os.environ.get(MOMENT, ""))


def for_children() -> dict[str, str]:
    """The environment that makes a child process keep the same time as this one; empty when the clock is not moved."""
    return {OFFSET: str(offset().total_seconds())} if overridden() else {}


@cache
def _offset(seconds: str, moment: str) -> timedelta:
    if seconds:
        return timedelta(seconds=float(seconds))
    if not moment:
        return timedelta(0)
    try:
        start = datetime.fromisoformat(moment)
    except ValueError:
        raise SettingError(f"{MOMENT}={moment!r} is not a moment such as 2025-03-04T07:42:00+00:00.") from None
    if start.tzinfo is None:
        raise SettingError(f"{MOMENT}={moment!r} needs a zone, for example {moment}+00:00.")
    return start - machine()
