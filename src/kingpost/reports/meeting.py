"""Read one meeting: when it is, who comes with what is known of each, its papers, and when we met the same people before. One query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from kingpost.connectors.formats.replies import reply_text
from kingpost.knowledge import business, expand
from kingpost.priorities import words
from kingpost.toolbox.sql import rows, sql

LOOKED_BACK = timedelta(days=400)
WINDOW = expand.BACK - timedelta(days=1)  # of what lies further back there are no rows: the rules are followed again
QUOTED = 150  # letters of somebody's last words
SPOKEN = frozenset({"message", "comment"})


class Person(msgspec.Struct, frozen=True):
    """Somebody who is invited. ``answer`` is what the calendar holds ("accepted", "declined", …), "" when it holds none; ``client`` whom they work for."""

    id: int
    name: str
    role: str
    email: str
    ours: bool
    organiser: bool
    answer: str
    client: int | None
    said_at: datetime | None
    said_kind: str
    said: str
    said_in: int | None
    words: str | None

    @property
    def quote(self) -> str:
        """The beginning of their last words; "" when they were not read as text."""
        if not self.words or self.said_kind not in SPOKEN:
            return ""
        return words.quoted(reply_text(self.words), QUOTED)


class Before(msgspec.Struct, frozen=True):
    """One time we met before. ``notes`` is None when the calendar holds none: what was said is then not known."""

    id: int
    title: str
    at: datetime
    notes: str | None = None


class Meeting(msgspec.Struct, frozen=True):
    """One meeting at one time. ``clients`` are (number, name, how many of theirs come), the one it is with first."""

    id: int
    title: str
    location: str
    status: str
    starts_at: datetime | None
    ends_at: datetime | None
    all_day: bool
    notes: str | None
    clients: list[tuple[int, str, int]]
    people: list[Person]
    papers: list[tuple[int, str]]
    project: tuple[int, str] | None
    before: list[Before]
    rules: list[tuple[int, dict[str, Any]]]

    @property
    def client(self) -> tuple[int, str, int] | None:
        """The client it is with; None when it is with nobody's."""
        return self.clients[0] if self.clients else None

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"


def read(number: int, seen_by: Sequence[int], now: datetime, at: datetime | None = None) -> Meeting | None:
    """The meeting behind a number, old or new; None when there is none the reader may see. ``at`` names one of its times."""
    params = {"number": number, "seen_by": list(seen_by), "now": now, "at": at, "window": now - WINDOW}
    found = rows(sql("meeting"), params)
    return _with_rules(msgspec.json.decode(found[0][0], type=Meeting), now) if found else None


def _with_rules(held: Meeting, now: datetime) -> Meeting:
    """The same, with the times that lie so far back that only the rule of a recurring meeting tells of them."""
    before = min(held.starts_at or now, now)
    ours = business.zone() if held.rules else ""
    titles = {one.id: one.title for one in held.before} | {held.id: held.title}
    more = [
        Before(number, titles.get(number) or str(fields.get("name", "")), begins)
        for number, fields in held.rules
        for begins, _, _ in expand.occurrences(fields, before - LOOKED_BACK, before, ours)
        if begins < before
    ]
    seen = {(one.id, one.at) for one in held.before}
    every = [*held.before, *(one for one in more if (one.id, one.at) not in seen)]
    every.sort(key=lambda one: (-one.at.timestamp(), one.id))
    return msgspec.structs.replace(held, before=every[:3], rules=[])
