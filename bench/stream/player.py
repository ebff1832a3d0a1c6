"""Play a stream: history first, then slice by slice the files' new state, a sync, the stages, with the clock where the slice ends."""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.stream.closing import closings
from bench.stream.closing import look as close
from bench.stream.events import Event, Stream
from bench.stream.folders import SYSTEMS, Folders
from bench.stream.played import Played
from bench.stream.shown import look, today
from kingpost.example.company import Client
from kingpost.example.days import CLOSES, OPENS, moment

QUIET = timedelta(
    minutes=30
)  # events go together for so long, unless a critical one comes; half of it is between two looks at what time alone makes true
READ_AFTER = timedelta(
    seconds=20
)  # from a critical event until its system is read: between nothing and the 60 s a sync waits
WHOLE = timedelta(hours=3)  # every system is read at least so often
READS_AT = (7.7, 13.0)  # London hours of working days at which the order of Today is looked at


def set_clock(at: datetime) -> None:
    """From now on the one clock says so, and runs on from there."""
    from kingpost.toolbox import clock

    os.environ[clock.MOMENT] = at.isoformat()
    clock._offset.cache_clear()


class Player:
    """Plays one stream in an empty workspace. The same code as for real systems: ``connect``, ``sync``, the stages."""

    def __init__(self, stream: Stream, root: Path, *, timed: bool = True, together: timedelta = QUIET) -> None:
        """``timed``: what the machine took for a slice counts as time that passed until something was shown. ``together``: for how long ordinary events are."""
        self.timed, self.together = timed, together
        self.stream, self.folders = stream, Folders(stream, root)
        self.played = Played(stream)
        self.systems: dict[str, Any] = {}
        self.whole_at = self.stood_at = stream.start

    @property
    def client(self) -> Client:
        """Some client with an agreed answer time."""
        return next(one for one in self.stream.world.company.clients if one.answer_hours and not one.people[0].role_box)

    def play(self) -> Played:
        """The whole stream."""
        started = time.monotonic()
        self.load()
        self.played.loading = time.monotonic() - started
        looks, ends = reads(self.stream), closings(self.stream)
        for at, events in slices(self.stream, self.together):
            self.wait(events[0].at if events else at)
            self.step(at, events)
            print(
                f"{at:%d %b %H:%M}  {len(self.played.seconds)} slices, {sum(self.played.seconds):.0f} s",
                file=sys.stderr,
                flush=True,
            )
            while looks and looks[0] <= at:
                self.played.days.append((at, today()))
                looks.pop(0)
            while ends and ends[0] <= at:
                close(self.stream, self.played.closed, ends.pop(0))
        return self.played

    def load(self) -> None:
        """Connect the systems and read all that lies before the stream begins."""
        from kingpost import flow
        from kingpost.accounts.models import EVERYONE, Audience
        from kingpost.evidence import sync as syncing
        from kingpost.evidence.connect import connect
        from kingpost.knowledge import guessing

        syncing.QUICK_PROOF, syncing.PROOF_SHARE = 0.0, 200_000  # type: ignore[misc]  # a proof each few hours of the stream's time, not each slice
        set_clock(self.stream.start)
        self.act([event for event in self.stream.events if event.at < self.stream.start])
        everyone = Audience.objects.get(pk=EVERYONE)
        self._set_up()
        for name in SYSTEMS:
            settings = {"folder": str(self.folders.at(name)), "zone": "Europe/London"}
            self.systems[name] = connect(
                "files",
                name,
                name.title(),
                settings,
                audience=everyone,
                started_at=self.stream.start - timedelta(days=5),
            )
            self.read(name)
            if name == "hr":
                flow.settle()
                guessing.guess()
        flow.settle()
        guessing.guess()
        flow.settle()
        look(self.played, self.stream.start, first=True)

    def _set_up(self) -> None:
        """What whoever installs it says on the first page: our working hours. And somebody who sees to what nobody owns, for whom mails are counted."""
        from kingpost.accounts.models import User
        from kingpost.knowledge import business
        from kingpost.priorities import alerts

        opens, closes = (f"{int(hour):02d}:{round(hour % 1 * 60):02d}" for hour in (OPENS, CLOSES))
        director = User.objects.create_user(
            "director@harrowlane.example", "not-a-real-password", "The director", "admin"
        )
        business.correct("working_hours", {"days": [0, 1, 2, 3, 4], "start": opens, "end": closes}, director)
        User.objects.update(
            joined_at=self.stream.start - timedelta(days=9)
        )  # nobody is told by mail on their first day
        alerts.look(self.stream.start - timedelta(days=2))

    def act(self, events: list[Event]) -> set[str]:
        """Let these happen in the files. Returns the systems that changed."""
        things: dict[str, set[str]] = defaultdict(set)
        for event in events:
            event.act()
            things[event.system].add(event.thing[1])
        for system, changed in things.items():
            self.folders.changed(system, changed)
        return set(things)

    def read(self, name: str) -> None:
        """Read a system once. Raises RuntimeError when it could not be read."""
        from kingpost.evidence.sync import sync

        run = sync(self.systems[name])
        if run.error:
            raise RuntimeError(f"{name} could not be read: {run.error}")

    def wait(self, until: datetime) -> None:
        """Nothing comes in: what becomes true by time alone is looked at when its moment has come."""
        from kingpost.toolbox.sql import rows

        for _ in range(500):
            [(due,)] = rows("SELECT min(at) FROM wake")
            at = max(due, self.stood_at + self.together / 2) + timedelta(seconds=1) if due else until
            if at >= until:
                return
            self.step(at, [])

    def step(self, at: datetime, events: list[Event]) -> None:
        """One slice that ends at ``at``."""
        from kingpost import flow
        from kingpost.priorities.wakes import due_wakes
        from kingpost.proposals import suggest
        from kingpost.toolbox import clock

        started = time.monotonic()
        changed = self.act(events)
        set_clock(at)
        self.stood_at = at
        if at - self.whole_at >= WHOLE:
            self.whole_at, changed = at, set(SYSTEMS)
        for name in SYSTEMS:
            if name in changed:
                self.read(name)
        while due_wakes(clock.now()):
            pass
        suggest.due(clock.now())
        flow.settle()
        seconds = time.monotonic() - started
        self.played.seconds.append(seconds)
        look(self.played, at + timedelta(seconds=seconds if self.timed else 0))


def slices(stream: Stream, quiet: timedelta = QUIET) -> Iterator[tuple[datetime, list[Event]]]:
    """(when it is worked off, events) from the start to the end, ends of moments and looks at Today included."""
    stops = sorted([m.at for m in stream.moments if m.at >= stream.start] + reads(stream) + closings(stream))
    together: list[Event] = []
    for event in [event for event in stream.events if event.at >= stream.start]:
        while stops and stops[0] < event.at:
            yield max(stops[0], together[-1].at if together else stops[0]), together
            together = []
            stops.pop(0)
        if together and event.at - together[0].at > quiet:
            yield together[-1].at + timedelta(seconds=1), together
            together = []
        together.append(event)
        if event.critical:
            yield event.at + READ_AFTER, together
            together = []
    yield stream.end, together


def reads(stream: Stream) -> list[datetime]:
    """The moments at which the order of Today is looked at."""
    days = [stream.start.date() + timedelta(days=n + 1) for n in range((stream.end - stream.start).days)]
    return [moment(day, hour) for day in days if day.weekday() < 5 for hour in READS_AT]
