"""Until when something can be put aside: a few good moments, and an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kingpost.priorities.answers import WORK
from kingpost.priorities.reading import FlagRow
from kingpost.web import reader, wording

REPLY, CLOSES = "reply", "closes"


@dataclass(frozen=True)
class Choice:
    """One line of the snooze menu: ``until`` a moment, or until an ``event``."""

    title: str
    until: datetime | None = None
    event: str = ""


def choices(now: datetime) -> list[Choice]:
    """Until they reply, until it is closed, until work begins tomorrow, on Monday, in a week; in the reader's zone. Which events a flag can wait for, ``fits`` tells."""
    hours = reader.business_values()["working_hours"]
    start = time.fromisoformat(hours["start"])
    today = wording.local(now).date()

    def morning(days: int) -> datetime:
        return datetime.combine(today + timedelta(days=days), start, reader.zone())

    to_monday = 7 - today.weekday()
    found = [Choice("Until they reply", event=REPLY), Choice("Until it is closed", event=CLOSES)]
    found += [Choice(f"Until tomorrow, {start:%H:%M}", morning(1))]
    if to_monday > 1:
        found.append(Choice(f"Until Monday, {start:%H:%M}", morning(to_monday)))
    return [*found, Choice(f"For a week, until {wording.day(today + timedelta(days=7))}", morning(7))]


def fits(choice: Choice, flag: FlagRow) -> bool:
    """A reply is waited for from a client, a close from work that is open and closes."""
    return bool({REPLY: flag.client_id, CLOSES: flag.kind in WORK}.get(choice.event, True))
