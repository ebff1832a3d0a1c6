"""Read disagreements as one person may see them: the list by risk, one with both sides, the marks on values.

A row rests on all its sides. Who may not see one of them sees no disagreement, or a smaller one between the sides they may see.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec

from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql


def named(record: int, field: str, value: Any) -> str:
    """See ``Side.says``."""
    return blake2b(msgspec.json.encode([record, field, value], order="sorted"), digest_size=8).hexdigest()


class Side(msgspec.Struct, frozen=True):
    """What one record says. ``behind``: another side said the same before and has moved on."""

    record: int
    entity: int
    kind: str
    field: str
    value: Any
    system: str
    title: str
    currency: str = ""
    at: datetime | None = None
    url: str = ""
    quote: str = ""
    behind: bool = False
    system_id: int = 0

    @property
    def says(self) -> str:
        """A short name for what this record says here: another as soon as it says something else."""
        return named(self.record, self.field, self.value)

    @property
    def said_once(self) -> bool:
        """Said in words to somebody: it stays as it was said, and no system is to be brought in line there."""
        return self.kind in ("message", "comment")

    @property
    def who(self) -> str:
        """Who says it, inside a sentence. Whether something is approved others write as well as we do."""
        if self.kind == "message":
            return "a mail" if self.field == "approval" else "our mail"
        return f"a comment in {self.system}" if self.kind == "comment" else self.system


@dataclass(frozen=True)
class Ruled:
    """What a person decided."""

    id: int
    choice: str
    value: Any
    record: int | None
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """One disagreement. ``state`` is open, settled or gone; ``news`` what contradicts its ruling since."""

    id: int
    family: str
    entity: int
    client_id: int
    client: str
    kind: str
    title: str
    sides: list[Side]
    money: Decimal | None
    currency: str
    days: float | None
    first: datetime | None
    news: list[dict[str, Any]]
    opened_at: datetime
    closed_at: datetime | None
    ruling: Ruled | None
    rule_id: int | None = None
    audience: int = 0
    since: datetime | None = None
    until: datetime | None = None
    history: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.closed_at is not None:
            return "gone"
        return "settled" if self.rule_id is not None or (self.ruling is not None and not self.news) else "open"


def listed(
    seen_by: Sequence[int], *, settled: bool = False, client: int | None = None, limit: int = 200, offset: int = 0
) -> list[Row]:
    """Open disagreements, the greatest risk first; or those settled and gone, the latest first."""
    params = _params(seen_by) | {"settled": settled, "client": client, "limit": limit, "offset": offset}
    return [row_of(row) for row in rows(sql("disputes"), params)]


def counting() -> tuple[str, str]:
    """The queries of ``count`` and ``marks`` as text, for a page that asks both in one go; parameters seen_by, now and entities."""
    return sql("disputes_count"), sql("disagreements_marks")


def count(seen_by: Sequence[int]) -> int:
    """How many ``listed`` gives, open ones."""
    [(number,)] = rows(sql("disputes_count"), _params(seen_by))
    return int(number)


def count_by_client(clients: Collection[int], seen_by: Sequence[int]) -> dict[int, int]:
    """How many ``listed`` gives for each of these clients, open ones; a client without any is left out."""
    if not clients:
        return {}
    return dict(rows(sql("disputes_count_by_client"), _params(seen_by) | {"clients": sorted(set(clients))}))


def one(number: int, seen_by: Sequence[int]) -> Row | None:
    """One disagreement, open or not, in the fullest form this reader may see; None when there is none."""
    found = rows(sql("disputes_one"), _params(seen_by) | {"id": number})
    return row_of(found[0]) if found else None


def marks(numbers: Collection[int], seen_by: Sequence[int]) -> dict[tuple[int, str], int]:
    """By (thing, field): the open disagreement a value is in. One query for a whole page."""
    if not numbers:
        return {}
    found = rows(sql("disagreements_marks"), _params(seen_by) | {"entities": sorted(set(numbers))})
    return {(entity, name): number for entity, name, number in found}


def of_things(numbers: Collection[int]) -> list[Row]:
    """Every open or settled row about these things, for each audience: what rules and routines look at, never a page."""
    return [row_of(row) for row in rows(sql("disputes_of"), {"entities": sorted(numbers)})] if numbers else []


def _params(seen_by: Sequence[int]) -> dict[str, Any]:
    return {"seen_by": list(seen_by), "now": clock.now()}


def row_of(row: Sequence[Any]) -> Row:
    """One row of disputes.sql and its sisters."""
    (number, family, entity, client_id, client, kind, title, sides, money, currency, days, first, news, opened_at, closed_at, history,
     ruling, choice, value, record, note, by, at, rule_id, audience, since, until) = row  # fmt: skip
    ruled = (
        Ruled(ruling, choice, msgspec.json.decode(value) if value is not None else None, record, note, by, at)
        if ruling is not None
        else None
    )
    lines = [(datetime.fromisoformat(moment), what) for moment, what in msgspec.json.decode(history)]
    return Row(number, family, entity, client_id, client or "", kind, title, msgspec.json.decode(sides, type=list[Side]), money, currency, days, first,
               msgspec.json.decode(news), opened_at, closed_at, ruled, rule_id, audience, since, until, lines)  # fmt: skip
