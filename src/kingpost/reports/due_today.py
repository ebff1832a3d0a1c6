"""What was due on one day and what became of it: done, moved with who was told, or still open. Work, invoices and promises of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from kingpost.connectors.formats.replies import reply_text
from kingpost.knowledge import told
from kingpost.knowledge.promises import reading as promised
from kingpost.knowledge.promises.reading import PromiseRow
from kingpost.knowledge.told import DATE, Subject
from kingpost.reports.day import Day
from kingpost.toolbox.sql import rows, sql

KINDS = ("ticket", "task", "project", "deliverable", "invoice")
OWNED = ("ticket", "task", "project")  # somebody of ours has to own these
OPEN, DONE, MOVED, OFF, GONE, UNCLEAR = "open", "done", "moved", "off", "gone", "unclear"
MOST = 500


@dataclass(frozen=True)
class Telling:
    """Somebody was told of the new date: ``page`` and ``key`` lead to the words."""

    who: str
    at: datetime
    page: str
    key: str | int


@dataclass(frozen=True)
class Due:
    """One thing that was due. ``state``: open, done, moved, off (called off), gone (removed where it was kept) or unclear (its systems gave different days this morning).

    ``owners`` are the persons it is linked to as its owners, ``audience`` may see it. ``due`` is the present date, the first moment after it; ``system`` said so at ``at``, "" and None when nothing new was said today.
    """

    page: str
    key: str | int
    kind: str
    title: str
    state: str
    due: datetime | None
    owner: str
    client: str
    client_id: int | None
    system: str = ""
    at: datetime | None = None
    owners: Sequence[int] = ()
    audience: int = 0
    told: tuple[Telling, ...] = ()

    @property
    def unowned(self) -> bool:
        return self.state == OPEN and self.kind in OWNED and not self.owner


class _Later(msgspec.Struct):
    """A later promise in place of an earlier one."""

    was: str
    key: str
    at: datetime
    due: datetime | None
    thing: int
    to: str


class _Mail(msgspec.Struct):
    """One of our mails of the day to a client."""

    client: int
    thing: int
    at: datetime
    title: str
    body: str
    to: list[str]


class _Told(msgspec.Struct):
    promises: list[_Later]
    mails: list[_Mail]


def due_today(day: Day, seen_by: Sequence[int], now: datetime, soon: datetime) -> list[Due]:
    """Everything that was due, promises last; ``soon`` is from when a promise is at risk. Three queries, two when nothing moved."""
    found = rows(sql("due_today"), {
        "seen_by": list(seen_by), "kinds": list(KINDS), "start": day.start, "end": day.end, "now": now, "zone": day.zone.key,
    })  # fmt: skip
    things = [Due("thing", *row) for row in found]
    promises = promised.listed(
        seen_by, now, soon, states=promised.EVERY, due=(day.start, day.end), limit=MOST, with_evidence=False
    )
    return _with_tellings([*things, *map(_promise, promises)], promises, day, seen_by, now)


def _promise(one: PromiseRow) -> Due:
    state = DONE if one.state in promised.KEPT else MOVED if one.state == "changed" else OPEN
    kind = "promise" if one.ours else "their promise"
    return Due("promise", one.key, kind, one.what, state, one.due, one.by, one.client, one.client_id or None, one.system if state == DONE else "",
               one.delivered_at if state == DONE else None, [person] if (person := one.by_person if one.ours else one.to_person) else [], one.audience)  # fmt: skip


def _with_tellings(every: list[Due], promises: list[PromiseRow], day: Day, seen_by: Sequence[int], now: datetime) -> list[Due]:  # fmt: skip
    """The same, what moved with who was told of it."""
    moved = [one for one in every if one.state == MOVED]
    if not moved:
        return every
    clients = sorted({one.client_id for one in moved if one.client_id and one.page == "thing"})
    [(said,)] = rows(sql("told_today"), {
        "keys": [one.key for one in promises if one.state == "changed"], "clients": clients, "seen_by": list(seen_by), "start": day.start, "now": now,
    })  # fmt: skip
    held = msgspec.json.decode(said, type=_Told)
    return [_told(one, held, day) if one.state == MOVED else one for one in every]


def _told(one: Due, held: _Told, day: Day) -> Due:
    if one.page == "promise":
        later = [p for p in held.promises if p.was == one.key]
        tellings = tuple(Telling(p.to or one.client, p.at, "promise", p.key) for p in later)
        return replace(one, due=later[-1].due if later else None, told=tellings)
    if one.due is None:
        return one
    new = (one.due - timedelta(microseconds=1)).astimezone(day.zone).date().isoformat()
    about = [Subject(int(one.key), one.kind, one.title, ())]
    return replace(one, told=tuple(
        Telling(", ".join(mail.to), mail.at, "thing", mail.thing)
        for mail in held.mails
        if mail.client == one.client_id
        and any(said.what == DATE and said.value == new for said in told.told(reply_text(mail.body), mail.at, day.zone, about, mail.title, day.closed))
    ))  # fmt: skip
