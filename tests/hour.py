"""The clock the tests go by: whenever they are run, a run begins on a Wednesday at ten.

What waits, what is late and who is away are counted in working hours: rows that are "three days old" are another thing on a Monday afternoon than
on a Saturday, and a test would hang on the hour it is run at. ``KINGPOST_TESTS_BEGIN=2026-11-30T17:05:00+00:00`` begins a run at another moment,
to look for what does. The programs that tests start have the machine's clock; so have the tests that start them, and those of the clock itself.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from kingpost.toolbox import clock

BEGINS = "KINGPOST_TESTS_BEGIN"
AHEAD = "KINGPOST_TESTS_AHEAD"  # how far, in seconds: the same in every process of a run
BY_THE_MACHINE = (
    "tests/runtime/",
    "tests/faults/",
    "tests/journey/",
    "tests/systems/",
    "tests/example/",
    "tests/bench/",
    "tests/toolbox/",
)
WEDNESDAY, TEN = 2, 10
_machine = clock.machine


def begin() -> None:
    """Say for all processes of this run how far their clock is ahead."""
    here = _machine()
    there = datetime.fromisoformat(os.environ[BEGINS]) if BEGINS in os.environ else _next_wednesday(here)
    os.environ[AHEAD] = str((there - here).total_seconds())


def set_clock(test: str) -> None:
    """Set this process's clock for a test, given as pytest names it."""
    shown = _machine if test.startswith(BY_THE_MACHINE) else _ahead
    if clock.machine is not shown:
        clock.machine = shown
        clock._offset.cache_clear()  # what a moved clock is moved by was worked out from the other one


def _ahead() -> datetime:
    return _machine() + timedelta(seconds=float(os.environ[AHEAD]))


def _next_wednesday(here: datetime) -> datetime:
    """Ahead rather than behind: what a test has just written to a disk is not from the future."""
    ten = here.astimezone(UTC).replace(hour=TEN, minute=0, second=0, microsecond=0)
    return ten + timedelta(days=(WEDNESDAY - ten.weekday()) % 7 or 7)
