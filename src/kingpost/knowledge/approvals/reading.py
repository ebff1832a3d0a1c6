"""Read approvals: those that wait, those decided, those of a client, a project or one thing; and every place that records one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from kingpost.knowledge.when import NOW, When
from kingpost.toolbox.sql import rows, sql

_Said = tuple[int, int, int, str, str, int, str, str, str, datetime | None, str, str]
WAITING, DECIDED = ("asked",), ("approved", "refused", "withdrawn")
STATES = (*WAITING, *DECIDED)


@dataclass(frozen=True)
class PlaceRow:
    """One place that records an approval: where, what it says, in which words, when, by whom."""

    approval: int
    record: int
    thing: int
    system: str
    place: str  # field, status, mail or comment
    unit: int
    state: str
    condition: str  # "conditional", "waiting" or ""
    quote: str
    at: datetime | None
    by: str
    url: str


@dataclass(frozen=True)
class ApprovalRow:
    """One approval as a reader may know it. ``asked_by`` and ``asked_of`` are names, "" when not known."""

    id: int
    kind: str
    what: str
    state: str
    differs: bool
    asked_by: str
    asked_by_id: int | None
    asked_of: str
    asked_of_id: int | None
    asked_at: datetime | None
    decided_at: datetime | None
    client: str
    client_id: int | None
    project: str
    project_id: int | None
    places: tuple[PlaceRow, ...] = ()


def listed(
    seen_by: Sequence[int], *, states: Collection[str] = STATES, client: int | None = None, project: int | None = None, subjects: Collection[int] | None = None,
    limit: int = 100, offset: int = 0, when: When = NOW,
) -> list[ApprovalRow]:  # fmt: skip
    """Approvals with their places, the longest waiting first, then the latest decided. One query. With ``when`` those that may have been there by then, still
    as they are now: ``then.py`` takes them back."""
    found = rows(sql("listed"), {
        "seen_by": list(seen_by), "states": list(states), "client": client, "project": project,
        "subjects": list(subjects) if subjects is not None else None, "limit": limit, "offset": offset, "true_at": when.params()["true_at"],
    })  # fmt: skip
    return [replace(ApprovalRow(*row[:15]), places=_places(row[15])) for row in found]


def counts(seen_by: Sequence[int]) -> dict[str, int]:
    """How many approvals are in each state, each counted once, as ``listed`` shows it."""
    return dict(rows(
        """SELECT state, count(*) FROM (SELECT DISTINCT ON (entity_id) state FROM approval WHERE audience_id = ANY(%s)
               ORDER BY entity_id, places DESC, audience_id) AS a GROUP BY state""", [list(seen_by)]))  # fmt: skip


def states(places: Sequence[PlaceRow]) -> Mapping[str, str]:
    """For a disagreement: what each place says in the end, as {"Tracker: field 118": "asked", …}; more than one distinct value is a difference.

    A thread is one place. A mail that only asks is left out once something is decided: it is a moment, not a state that somebody keeps.
    """
    voices: dict[tuple[str, str, int], list[PlaceRow]] = {}
    for one in places:
        voices.setdefault((one.system, one.place, one.unit if one.place == "mail" else one.record), []).append(one)
    ends = {
        voice: next((p for p in reversed(group) if p.state in DECIDED), group[-1]).state
        for voice, group in voices.items()
    }
    decided = any(state in DECIDED for state in ends.values())
    return {
        f"{system}: {place} {number}": state
        for (system, place, number), state in sorted(ends.items())
        if not (decided and state == "asked" and place in ("mail", "comment"))
    }


def as_known(at: datetime) -> date | datetime:
    """A moment of an approval as far as it is known: of a day alone, which is kept as midnight UTC (``places.moment``), that day wherever the reader is."""
    known = at.astimezone(UTC)
    return known.date() if known.time() == time() else at


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day of a moment of an approval, in this zone where more than a day is known."""
    known = as_known(at)
    return known.astimezone(zone).date() if isinstance(known, datetime) else known


def _places(said: str) -> tuple[PlaceRow, ...]:
    return tuple(PlaceRow(*one) for one in msgspec.json.decode(said, type=list[_Said]))
