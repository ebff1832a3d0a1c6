"""Read open work across all clients, and the meetings of a stretch of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class Work:
    """One open ticket, task or project."""

    id: int
    kind: str
    title: str
    status: str
    owner: str
    owner_id: int | None
    client: str
    client_id: int | None
    due: datetime | None
    at: datetime | None
    escalated: bool
    remote_id: str
    system: str


@dataclass(frozen=True)
class Meeting:
    """One time a meeting takes place."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    clients: list[str]
    client_ids: list[int]
    people: list[str]
    location: str


def open_work(
    seen_by: Sequence[int], *, kinds: Sequence[str] = ("ticket", "task", "project"), client: int | None = None, owner: int | None = None,
    unowned: bool = False, due_before: datetime | None = None, due_after: datetime | None = None, limit: int = 200,
) -> list[Work]:  # fmt: skip
    """Open work, due first. ``owner`` and ``client`` are entity numbers; ``unowned`` keeps what nobody owns."""
    found = rows(sql("open_work"), {
        "seen_by": list(seen_by), "kinds": list(kinds), "client": client, "owner": owner, "unowned": unowned, "due_before": due_before,
        "due_after": due_after, "limit": limit,
    })  # fmt: skip
    return [Work(*row) for row in found]


def count_open(seen_by: Sequence[int]) -> int:
    """How much work is open, capped at 10,000."""
    [(count,)] = rows(
        "SELECT count(*) FROM (SELECT DISTINCT entity_id FROM entity WHERE open AND kind IN ('ticket', 'task', 'project')"
        " AND audience_id = ANY(%s) LIMIT 10000) AS capped", [list(seen_by)])  # fmt: skip
    return int(count)


def meetings(
    seen_by: Sequence[int],
    start: datetime,
    end: datetime,
    *,
    client: int | None = None,
    person: str = "",
    limit: int = 100,
) -> list[Meeting]:
    """Meetings that begin between two moments, in order. ``person`` (an address) keeps those that person attends or organises."""
    found = rows(sql("meetings"), {
        "seen_by": list(seen_by), "start": start, "end": end, "client": client, "person": f"email:{person.casefold()}" if person else None, "limit": limit,
    })  # fmt: skip
    return [Meeting(*row) for row in found]
