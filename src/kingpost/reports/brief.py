"""The brief before a meeting: what changed since we last met this client, and what is open between us, each line with where it comes from.

It is worked out when it is opened, from the picture of that moment, in six queries: nothing is prepared ahead, so nothing in it is old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kingpost.knowledge import clients, disputes
from kingpost.knowledge.clients import Belonging
from kingpost.knowledge.promises import reading as promised
from kingpost.knowledge.promises.reading import PromiseRow
from kingpost.priorities import reading
from kingpost.priorities.reading import FlagRow
from kingpost.reports import agenda, meeting
from kingpost.reports.agenda import Point
from kingpost.reports.meeting import Meeting
from kingpost.toolbox.sql import rows, sql

NEVER_MET = timedelta(days=30)  # how far back "what changed" goes when no earlier meeting is known
BROKEN_FOR = timedelta(days=30)  # a promise not kept for longer is history
READ = 200
SHOWN = {"changed": 7, "flags": 5, "promises": 8, "disagreements": 4, "approvals": 4, "money": 4}
"""How many lines of each part one printed page has room for; what is left over is counted."""


@dataclass(frozen=True)
class Changed:
    """One thing that changed: its last happening, and how many there were."""

    thing: int
    at: datetime
    kind: str
    text: str
    by: str
    title: str
    times: int


@dataclass(frozen=True)
class Since:
    """What happened after ``moment``: ``things`` changed things in all, mails by us and by them. ``met`` False: no earlier meeting is known."""

    moment: datetime
    met: bool
    changed: list[Changed] = field(default_factory=list)
    things: int = 0
    ours: int = 0
    theirs: int = 0


@dataclass(frozen=True)
class Brief:
    """Everything on the page. The lists are whole; a page shows as many lines as it has room for and counts the rest."""

    meeting: Meeting
    since: Since | None = None
    flags: list[FlagRow] = field(default_factory=list)
    promises: list[PromiseRow] = field(default_factory=list)
    disagreements: list[disputes.Row] = field(default_factory=list)
    approvals: list[Belonging] = field(default_factory=list)
    invoices: list[Belonging] = field(default_factory=list)
    agenda: list[Point] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The things whose values the page shows: any of them may be in question."""
        return [self.meeting.id, *(one.id for one in self.invoices)]


def brief(
    number: int, seen_by: Sequence[int], now: datetime, soon: datetime, at: datetime | None = None
) -> Brief | None:
    """The brief of a meeting, None when there is none the reader may see. ``soon``: what is due before it is at risk; ``at``: one time of several."""
    held = meeting.read(number, seen_by, now, at)
    if held is None or held.client is None:
        return Brief(held) if held else None
    client = held.client[0]
    flags = reading.listed(seen_by, client=client, limit=READ, with_sources=False)
    promises = promised.listed(
        seen_by, now, soon, client=client, broken_since=now - BROKEN_FOR, limit=READ, with_evidence=False
    )
    disagreements = disputes.listed(seen_by, client=client, limit=READ)
    owed = clients.belongings(client, ("invoice", "asked"), seen_by, only_open=True, limit=READ)
    approvals = [one for one in owed if one.kind == "asked"]
    invoices = [one for one in owed if one.kind == "invoice"]
    return Brief(
        held, since(client, seen_by, held, now), flags, promises, disagreements, approvals, invoices,
        agenda.points(flags, disagreements, promises, approvals, invoices, now, held.starts_at or now),
    )  # fmt: skip


def since(client: int, seen_by: Sequence[int], held: Meeting, now: datetime) -> Since:
    """What happened to a client since the meeting before this one."""
    met = bool(held.before)
    moment = held.before[0].at if met else now - NEVER_MET
    params = {"client": client, "seen_by": list(seen_by), "since": moment, "now": now, "limit": SHOWN["changed"]}
    *found, (*_, ours, theirs) = sorted(rows(sql("since"), params), key=lambda row: row[0] == 0)
    things = found[0][-1] if found else 0
    return Since(moment, met, [Changed(*row[:7]) for row in found], things, ours, theirs)
