"""The end of a day: what was due and what became of it, what is unowned, undecided or unsent, what tomorrow begins with, and how sure all that is.

Every number is the length of a list. What cannot be known is said: a system that is behind, a day that began before a system was connected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from kingpost.knowledge import workload
from kingpost.priorities import attention, reach, reading, whose
from kingpost.priorities.reach import Reader
from kingpost.priorities.reading import FlagRow
from kingpost.priorities.whose import Whose
from kingpost.reports import due_today
from kingpost.reports.day import Day
from kingpost.reports.due_today import DONE, GONE, MOVED, OFF, OPEN, UNCLEAR, Due
from kingpost.toolbox.sql import rows, sql

MOST_FLAGS = 1000
FIRST = 3
STALE = timedelta(minutes=15)  # a system not read for longer, or for three of its own intervals, is behind


class System(msgspec.Struct, frozen=True):
    """How one system stands. ``whole``: what we hold equals what it counts and nothing was unreadable; ``read_at`` is the last read without an error."""

    key: str
    title: str
    paused: bool
    loading: bool
    failed: bool
    whole: bool
    as_of: datetime | None
    read_at: datetime | None
    every: int
    since: datetime

    def state(self, now: datetime) -> str:
        """complete, incomplete, behind, failing, loading or paused."""
        if self.paused or self.loading or self.failed:
            return "paused" if self.paused else "failing" if self.failed else "loading"
        if self.read_at is None or now - self.read_at > max(STALE, 3 * timedelta(seconds=self.every)):
            return "behind"
        return "complete" if self.whole else "incomplete"


class Unsent(msgspec.Struct, frozen=True):
    """A change that is decided and not confirmed: ``state`` is waiting, sending or failed. ``page`` and ``key`` lead to it, ``key`` 0 where the page is one for all.

    Mails that one choice has filed are one change: so many ``mails`` of the system ``title``, to ``folder``; "" for any other.
    """

    id: int
    title: str
    system: str
    state: str
    error: str
    page: str
    key: int
    mails: int
    folder: str


class Note(msgspec.Struct, frozen=True):
    """One status note that waits for a yes, about a client or project."""

    id: int
    subject: str
    about: str
    at: datetime


class Back(msgspec.Struct, frozen=True):
    """One flag that was put aside until tomorrow, and whose account put it aside."""

    flag: int
    title: str
    at: datetime
    client: str
    client_id: int | None
    owner: int | None
    audience: int
    by: int


class _Around(msgspec.Struct):
    whose: Whose
    systems: list[System]
    stuck: int
    unsent: list[Unsent]
    notes: list[Note]
    back: list[Back]
    meeting: tuple[int, str, datetime] | None


@dataclass(frozen=True)
class First:
    """One of the first things of tomorrow. ``why``: flag, back, or due."""

    title: str
    client: str
    why: str
    page: str
    key: str | int
    due: datetime | None


@dataclass(frozen=True)
class EndOfDay:
    """All of it. ``undecided`` flags are due by the end of the day or urgent, ``notes`` wait for a yes; ``stuck`` are things that were read and could not be worked out."""

    day: Day
    now: datetime
    due: list[Due]
    undecided: list[FlagRow]
    notes: list[Note]
    unsent: list[Unsent]
    first: list[First]
    meeting: tuple[int, str, datetime] | None
    systems: list[System]
    stuck: int

    def those(self, *states: str) -> list[Due]:
        return [one for one in self.due if one.state in states]

    @property
    def done(self) -> list[Due]:
        return self.those(DONE)

    @property
    def moved(self) -> list[Due]:
        return self.those(MOVED)

    @property
    def off(self) -> list[Due]:
        """Cancelled, rejected, credited: over, and not done."""
        return self.those(OFF)

    @property
    def open(self) -> list[Due]:
        return self.those(OPEN)

    @property
    def unclear(self) -> list[Due]:
        """Of these it cannot be said whether they were done: removed where they were kept, or given different days."""
        return self.those(GONE, UNCLEAR)

    @property
    def unowned(self) -> list[Due]:
        return [one for one in self.due if one.unowned]

    @property
    def doubtful(self) -> list[System]:
        """Systems that are not known to be complete now: what they hold may be missing here."""
        return [one for one in self.systems if one.state(self.now) != "complete"]

    @property
    def new(self) -> list[System]:
        """Systems connected today: how their day began is not known."""
        return [one for one in self.systems if one.since >= self.day.start]

    @property
    def sure(self) -> bool:
        return bool(self.systems) and not (self.doubtful or self.stuck or self.unclear)

    @property
    def clear(self) -> bool:
        """Nothing that was due today is unowned, nothing that is due or urgent undecided, nothing unsent, as far as we know. What is open and owned is its owner's."""
        return not (self.unowned or self.undecided or self.notes or self.unsent)


def end_of_day(day: Day, reader: Reader, soon: datetime, *, everybody: bool = False) -> EndOfDay:
    """The end of a day for one reader: what is their own to do, or to see to because nobody owns it; with ``everybody`` all they may see.

    What is on its way out is named in both. ``soon`` is from when a promise is at risk. Six queries at most, five when nothing moved.
    """
    seen_by, now = reader.seen_by, reader.now
    due = due_today.due_today(day, seen_by, now, soon)
    flags = reading.listed(seen_by, limit=MOST_FLAGS, with_sources=False) if everybody else reach.flags(reader, limit=MOST_FLAGS)  # fmt: skip
    around = _around(day, reader)
    back = around.back
    if not everybody:
        own = around.whose.own
        due = [one for one in due if own(one.owners, one.client_id, one.audience)]
        back = [
            one
            for one in back
            if one.by == reader.user or own([one.owner] if one.owner else [], one.client_id, one.audience)
        ]
    undecided = [flag for flag in flags if (flag.due is not None and flag.due <= day.end) or attention.urgent(flag)]
    return EndOfDay(
        day, now, due, undecided, around.notes, around.unsent, first(flags, back, day, reader, everybody=everybody), around.meeting, around.systems,
        around.stuck,
    )  # fmt: skip


def _around(day: Day, reader: Reader) -> _Around:
    query = f"WITH RECURSIVE {whose.steps()} {sql('around_day').replace('/*whose*/', whose.FOUND)}"
    [(said,)] = rows(query, whose.parameters(reader) | {
        "now": reader.now, "since": day.since, "next_start": day.next_start, "next_end": day.next_end, "person": f"email:{reader.email.casefold()}",
    })  # fmt: skip
    return msgspec.json.decode(said, type=_Around)


def first(flags: Sequence[FlagRow], back: Sequence[Back], day: Day, reader: Reader, *, everybody: bool) -> list[First]:
    """What tomorrow begins with, as things stand: the flags that cost most to leave, what was put aside until then, and work that is due then."""
    found = [First(one.title, one.client, "flag", "flag", one.id, one.due) for one in flags[:FIRST]]
    found += [First(one.title, one.client, "back", "flag", one.flag, one.at) for one in back]
    if len(found) < FIRST:
        begins, just_after = (
            day.next_start,
            day.next_end + timedelta(microseconds=1),
        )  # a date is kept as the end of its day
        if everybody:
            work = workload.open_work(reader.seen_by, due_after=begins, due_before=just_after, limit=FIRST)
        else:
            work = whose.open_work(reader, due_after=begins, due_before=just_after, limit=FIRST)
        found += [First(one.title, one.client, "due", "thing", one.id, one.due) for one in work]
    return found[:FIRST]
