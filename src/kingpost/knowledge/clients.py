"""Read clients: the list, and around one client its people, work, agreements, money and meetings.

Everything that belongs to a client is found through ``client_of``; each function is one query and takes the reader's audiences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from kingpost.knowledge import asof
from kingpost.knowledge.asof import Then
from kingpost.knowledge.when import NOW, When
from kingpost.toolbox.sql import planned_rows, rows, sql

CHOICES = 2_000  # longer lists are no choice


@dataclass(frozen=True)
class ClientRow:
    """One line of the client list."""

    id: int
    title: str
    owner: str
    last_at: datetime | None  # the newest happening not in the future
    last_text: str
    open_work: int
    overdue: int


@dataclass(frozen=True)
class Belonging:
    """Something that belongs to a client: a person, a project, a task, an invoice, …"""

    id: int
    kind: str
    title: str
    values: dict[str, Any]
    open: bool | None
    due: datetime | None
    at: datetime | None
    owner: str
    owner_id: int | None
    record: int


def listed(
    seen_by: Sequence[int], now: datetime, *, letters: str = "", limit: int = 500, when: When = NOW
) -> list[ClientRow]:
    """All clients the reader may see, by name."""
    if not when.present:
        return _listed_then(seen_by, letters, limit, when, now)
    found = planned_rows(
        sql("clients_listed"),
        {"seen_by": list(seen_by), "now": now, "letters": f"{letters}%" if letters else None, "limit": limit},
    )
    return [ClientRow(*row) for row in found]


def _listed_then(seen_by: Sequence[int], letters: str, limit: int, when: When, now: datetime) -> list[ClientRow]:
    """The clients there were, under the names they had. Found and ordered by their present names; late counts by the due dates of today."""
    made: list[ClientRow] = []
    behind = 0
    while len(made) < limit:
        found = [ClientRow(*row) for row in rows(sql("clients_listed_then"), {
            **when.params(), "seen_by": list(seen_by), "to": when.to(now), "until": when.until(now), "letters": f"{letters}%", "limit": limit,
            "known": when.known_at is not None, "behind": behind})]  # fmt: skip
        then = {
            one.id: one for one in asof.things([row.id for row in found], seen_by, when, owners=False, states=False)
        }
        made += [replace(row, title=was.title, owner=was.owner) for row in found if (was := then.get(row.id))]
        if len(found) < limit:
            break
        behind = found[-1].id
    return made[:limit]


def belonging(then: Then) -> Belonging:
    """Something that belonged to a client, as it was, in the shape of one that does."""
    first = then.records[0].record
    return Belonging(
        then.id, then.kind, then.title, then.values, then.open, then.due, then.at, then.owner, then.owner_id, first
    )


def belongings(
    client: int, kinds: Sequence[str], seen_by: Sequence[int], *, only_open: bool = False, limit: int = 100
) -> list[Belonging]:
    """What belongs to a client of these kinds, at most ``limit`` of each, what is open first: due first where there is a due date, then newest first.

    Projects, tickets, tasks and approvals come with who owns them, or was asked."""
    found = planned_rows(
        sql("belongings"),
        {"client": client, "kinds": list(kinds), "seen_by": list(seen_by), "only_open": only_open, "limit": limit},
    )
    return [Belonging(i, kind, title, msgspec.json.decode(golden), is_open, due, at, owner, owner_id, record)
            for i, kind, title, golden, is_open, due, at, owner, owner_id, record in found]  # fmt: skip


def names(numbers: Sequence[int], seen_by: Sequence[int]) -> dict[int, str]:
    """Titles of some entities, for lists that only hold numbers."""
    return dict(rows(
        "SELECT DISTINCT ON (entity_id) entity_id, title FROM entity WHERE entity_id = ANY(%s) AND audience_id = ANY(%s)"
        " ORDER BY entity_id, records DESC, audience_id", [list(numbers), list(seen_by)]))  # fmt: skip


def whose(number: int, seen_by: Sequence[int]) -> tuple[int, str] | None:
    """The client an entity is about, as (number, title); None when it is nobody's or the reader may not see whose."""
    found = rows(
        """SELECT e.entity_id, e.title FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%s)
           JOIN client_of AS c ON c.record_id = r.id
           JOIN entity AS e ON e.entity_id = c.client_id AND e.audience_id = ANY(%s)
           WHERE m.entity_id = %s AND e.entity_id <> %s ORDER BY e.records DESC, e.entity_id LIMIT 1""",
        [list(seen_by), list(seen_by), number, number],
    )
    return (found[0][0], found[0][1]) if found else None


@dataclass(frozen=True)
class Standing:
    """An organisation, whether it counts as a client, and the answer time a person said was agreed with it."""

    id: int
    title: str
    standing: str
    domain: str
    answer_hours: float | None
    said: bool  # a person decided whether it is a client


def standings(seen_by: Sequence[int], *, limit: int = 300) -> list[Standing]:
    """Organisations we know, clients first: for the page where guesses are corrected."""
    return [Standing(*row) for row in rows(sql("standings"), {"seen_by": list(seen_by), "limit": limit})]


def choices(seen_by: Sequence[int], chosen: int = 0) -> list[tuple[int, str]]:
    """The clients to choose from, by name, as (entity, name); ``chosen`` is among them, last, also where it is not by itself and the reader may see it."""
    found = [(one.id, one.title) for one in standings(seen_by, limit=CHOICES) if one.standing == "client"]
    if chosen and chosen not in {number for number, _ in found}:
        found += rows(
            "SELECT entity_id, title FROM entity WHERE entity_id = %s AND kind = 'client' AND audience_id = ANY(%s)"
            " ORDER BY records DESC, audience_id LIMIT 1", [chosen, list(seen_by)])  # fmt: skip
    return found
