"""Read open work across all clients, and the meetings of a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kingpost.knowledge import asof, expand
from kingpost.knowledge.asof import Then
from kingpost.knowledge.when import NOW, When
from kingpost.toolbox.sql import planned_rows, rows, sql


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


@dataclass(frozen=True)
class Part:
    """A part of all open work, told by a caller above: steps of a query, a condition on ``e.entity_id``, and their parameters."""

    steps: str
    condition: str
    parameters: Mapping[str, Any]


OF_CLIENT = "AND e.entity_id IN (SELECT o.entity_id FROM open_work AS o WHERE o.client_id = %(client)s AND o.audience_id = ANY(%(seen_by)s))"
"""Said only where a client is asked for: beside an OR the planner could not begin at the client."""


def open_work(
    seen_by: Sequence[int], *, kinds: Sequence[str] = ("ticket", "task", "project"), client: int | None = None, owner: int | None = None,
    unowned: bool = False, due_before: datetime | None = None, due_after: datetime | None = None, limit: int = 200, when: When = NOW,
    only: Part | None = None,
) -> list[Work]:  # fmt: skip
    """Open work, due first. ``owner`` and ``client`` are entity numbers; ``unowned`` keeps what nobody owns, ``only`` a part of today's."""
    if not when.present:
        then = asof.work(kinds, seen_by, when, client=client)
        kept = [one for one in then if _fits(one, owner, unowned, due_before, due_after)][:limit]
        return [work_of(one, titles) for titles in [_titles(kept, seen_by)] for one in kept]
    query = sql("open_work").replace("{of_client}", "" if client is None else OF_CLIENT)
    query = query.replace("{steps}", only.steps if only else "").replace("{only}", only.condition if only else "")
    found = planned_rows(query, (dict(only.parameters) if only else {}) | {
        "seen_by": list(seen_by), "kinds": list(kinds), "client": client, "owner": owner, "unowned": unowned, "due_before": due_before,
        "due_after": due_after, "limit": limit,
    })  # fmt: skip
    return [Work(*row) for row in found]


def _fits(one: Then, owner: int | None, unowned: bool, due_before: datetime | None, due_after: datetime | None) -> bool:
    return (
        (owner is None or one.owner_id == owner)
        and not (unowned and one.owner)
        and (due_before is None or (one.due is not None and one.due < due_before))
        and (due_after is None or (one.due is not None and one.due > due_after))
    )


def _titles(things: Iterable[Then], seen_by: Sequence[int]) -> dict[int, str]:
    """The names of the clients these things were about."""
    return dict(rows(
        "SELECT DISTINCT ON (entity_id) entity_id, title FROM entity WHERE entity_id = ANY(%s) AND audience_id = ANY(%s)"
        " ORDER BY entity_id, records DESC, audience_id", [sorted({c for one in things for c in one.clients}), list(seen_by)]))  # fmt: skip


def work_of(one: Then, titles: dict[int, str]) -> Work:
    """A piece of work as it was, in the shape of one that is open."""
    client = next((c for c in one.clients if c in titles), None)
    first = one.records[0]
    return Work(
        one.id, one.kind, one.title, str(one.values.get("status", "")), one.owner, one.owner_id, titles.get(client or 0, ""), client,
        one.due, one.at, one.values.get("escalated") is True, first.remote_id, first.system,
    )  # fmt: skip


def meetings_then(things: Iterable[Then], start: datetime, end: datetime, zone: str) -> list[Meeting]:
    """When these meetings were to take place, as they stood then, in order. Who was to come is not told. ``zone`` is our own."""
    found = [
        Meeting(one.id, one.title, begins, ends, all_day, [], [], [], str(one.values.get("location", "")))
        for one in things
        if one.kind == "meeting"
        for begins, ends, all_day in expand.occurrences(one.values, start, end, zone)
        if begins >= start
    ]
    return sorted(found, key=lambda meeting: (meeting.starts_at, meeting.id))


def meetings(
    seen_by: Sequence[int],
    start: datetime,
    end: datetime,
    *,
    client: int | None = None,
    person: str = "",
    days: tuple[datetime, datetime] | None = None,
    absences: bool = True,
    limit: int = 100,
) -> list[Meeting]:
    """Meetings that begin between two moments, in order. ``person`` (an address) keeps those that person attends or organises; without ``absences`` an entry
    that says that somebody is away is none.

    Whole days are asked for by ``days``, where our own day begins and ends at other moments than a reader's.
    """
    first, last = days or (start, end)
    found = planned_rows(sql("meetings"), {
        "seen_by": list(seen_by), "start": start, "end": end, "first": first, "last": last, "client": client, "person": f"email:{person.casefold()}" if person else None, "absences": absences, "limit": limit,
    })  # fmt: skip
    return [Meeting(*row) for row in found]
