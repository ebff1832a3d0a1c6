"""Read a timeline: what happened to a client or to one thing, newest first, each happening once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kingpost.knowledge.models import DELIVERED
from kingpost.knowledge.when import NOW, When
from kingpost.toolbox import clock
from kingpost.toolbox.sql import planned_rows, rows, sql

KINDS = {
    "mail": ("message",),
    "tickets": ("ticket", "comment"),
    "project": ("project", "task", "meeting", "document", "deliverable", "time_entry"),
    "money": ("invoice", "agreement", "approval"),
}
"""The filters of a timeline and the kinds behind each."""


@dataclass(frozen=True)
class Line:
    """One happening."""

    at: datetime
    kind: str
    what: str
    text: str
    actor: str  # a person's name, or ""
    actor_id: int | None
    entity_id: int  # what it happened to
    title: str
    record_id: int
    client_id: int
    notice: str = ""  # the system that wrote this mail by itself


def of_client(
    client: int,
    seen_by: Sequence[int],
    *,
    only: str = "",
    before: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    when: When = NOW,
) -> list[Line]:
    """A client's timeline, newest first. ``only`` is a key of KINDS; ``before`` pages on; ``until`` hides what lies after it."""
    return _lines("client_id", client, seen_by, only, before, until, limit, when)


def of_client_with_delivered_then(
    client: int, seen_by: Sequence[int], to: datetime, when: When, *, only: str = "", before: datetime | None = None, limit: int = 50, done: int = 5
) -> tuple[list[Line], list[Line]]:  # fmt: skip
    """The same two as of an earlier day, ``done`` of what was delivered up to ``to``: both stretches in one query."""
    query = _query("client_id", when)
    second = re.sub(r"%\((kinds|what|before|until|limit)\)s", r"%(also_\1)s", query)
    params = _params("client_id", client, seen_by, only, before, None, limit, when)
    again = _params("client_id", client, seen_by, "", None, to, done, when, DELIVERED)
    params |= {f"also_{name}": again[name] for name in ("kinds", "what", "before", "until", "limit")}
    both = f"SELECT *, 0 FROM ({query}) AS a UNION ALL SELECT *, 1 FROM ({second}) AS b"  # noqa: S608  our own named files put together
    found = _enough(limit, params, lambda: [(Line(*row[:-2]), row[-1]) for row in rows(both, params)])
    lines, delivered = (_once(line for line, part in found if part == wanted) for wanted in (0, 1))
    return lines[:limit], delivered[:done]


def of_client_with_delivered(
    client: int, seen_by: Sequence[int], now: datetime, *, only: str = "", before: datetime | None = None, limit: int = 50
) -> tuple[list[Line], list[Line], datetime | None]:  # fmt: skip
    """``of_client`` until now; what was lately delivered to the client (work completed, deliverables, approvals), newest first; and how far back
    what we hold of it reaches. One query."""
    found = _read("client_id", client, seen_by, only, before, now, limit, delivered=True)
    lines, delivered = (_once(line for line, part in found if part == wanted) for wanted in (0, 1))
    return lines[:limit], delivered, next((line.at for line, part in found if part == 2), None)


def of_entity(
    number: int, seen_by: Sequence[int], *, before: datetime | None = None, limit: int = 50, when: When = NOW, notices: bool = False
) -> list[Line]:  # fmt: skip
    """What happened to one thing, newest first; with ``notices`` also the mails systems wrote about it, as far as it is about now."""
    if notices and when.present:
        return _once(line for line, _ in _read("entity_id", number, seen_by, "", before, None, limit, notices=True))[
            :limit
        ]
    return _lines("entity_id", number, seen_by, "", before, None, limit, when)


def _lines(column: str, number: int, seen_by: Sequence[int], only: str, before: datetime | None, until: datetime | None, limit: int, when: When, what: Sequence[str] = ()) -> list[Line]:  # fmt: skip
    return _once(line for line, _ in _read(column, number, seen_by, only, before, until, limit, when, what))[:limit]


def _read(
    column: str, number: int, seen_by: Sequence[int], only: str, before: datetime | None, until: datetime | None, limit: int,
    when: When = NOW, what: Sequence[str] = (), *, delivered: bool = False, notices: bool = False,
) -> list[tuple[Line, int]]:  # fmt: skip
    """``when`` hides what happened later; with a ``known_at`` the lines are those we knew then, in the words of then."""
    query = _query(column, when)
    params = _params(
        column, number, seen_by, only, before, until, limit, when, what, delivered=delivered, notices=notices
    )
    return _enough(limit, params, lambda: [(Line(*row[:-1]), row[-1]) for row in planned_rows(query, params)])


def _query(column: str, when: When) -> str:
    """The query with what counts as delivered written out: the index of that is found only by a planner that sees it."""
    query = sql("timeline_known" if when.known_at else "timeline_read").replace("{column}", column)
    return query.replace("{done}", ", ".join(f"'{what}'" for what in DELIVERED))


def _enough(limit: int, params: dict[str, Any], read: Callable[[], list[tuple[Line, int]]]) -> list[tuple[Line, int]]:
    """What ``read`` gives, asked again for more while copies leave fewer than ``limit`` lines in part 0: the same mail in many mailboxes is one."""
    while True:
        found = read()
        lines = [line for line, part in found if part == 0]
        if len(lines) < params["limit"] or len(_once(lines)) >= limit:
            return found
        params["limit"] *= 2


def _params(
    column: str, number: int, seen_by: Sequence[int], only: str, before: datetime | None, until: datetime | None, limit: int, when: When,
    what: Sequence[str] = (), *, delivered: bool = False, notices: bool = False,
) -> dict[str, Any]:  # fmt: skip
    if not when.present:
        until = min(at for at in (until, when.until(clock.now())) if at is not None)
    return {"number": number, "seen_by": list(seen_by), "kinds": list(KINDS.get(only, ())) or None, "before": before, "until": until,
            "limit": limit * 2, "what": list(what) or None, "delivered": delivered, "known_at": when.known_at, "client": column == "client_id",
            "notices": notices}  # fmt: skip


def page(lines: Sequence[Line], most: int) -> tuple[list[Line], datetime | None]:
    """The first ``most`` of them, no moment cut in two, and the moment what follows lies before (None: nothing does). Where more than ``most`` happened in
    one moment, the rest of it is left out."""
    if len(lines) <= most:
        return list(lines), None
    kept = [line for line in lines[:most] if line.at > lines[most].at] or list(lines[:most])
    return kept, kept[-1].at


def _once(lines: Iterable[Line]) -> list[Line]:
    """The same happening read from two records of one thing, or for two clients, is one line. Two of one record are two."""
    told_by: dict[tuple[object, ...], int] = {}
    seen: set[tuple[object, ...]] = set()
    kept = []
    for line in lines:
        happening = (line.entity_id, line.at, line.what)
        again = (*happening, line.text)
        if again not in seen and told_by.setdefault(happening, line.record_id) == line.record_id:
            seen.add(again)
            kept.append(line)
    return kept
