"""Who is interrupted by what: the one place that says when a flag asks for attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.stream.player import Played

INTERRUPTS = 24.0
"""Points from which a flag interrupts wherever it stands on Today."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A flag that asked for attention: when, and the entities of what it rests on."""

    at: datetime
    flag: int
    title: str
    score: float
    rules: tuple[str, ...]
    entities: frozenset[int]
    interrupts: bool


def look(played: Played, at: datetime, *, first: bool = False) -> None:
    """Note the flags that were opened or raised again since the last look; ``first`` only takes them as known."""
    from kingpost.accounts.models import EVERYONE
    from kingpost.priorities import raising, reading
    from kingpost.web.rail import ON_TODAY

    listed = reading.listed([EVERYONE], limit=500, with_sources=False)
    asked = raising.asked_at([flag.id for flag in listed])
    fresh = [(place, flag) for place, flag in enumerate(listed) if played.arrived.get(flag.id) != asked[flag.id]]
    played.arrived |= asked
    if first or not fresh:
        return
    rest = entities([flag.id for _, flag in fresh])
    for place, flag in fresh:
        interrupts = place < ON_TODAY or flag.score >= INTERRUPTS
        played.seen.append(Seen(at, flag.id, flag.title, flag.score, tuple(flag.rules), rest[flag.id], interrupts))


def entities(flags: list[int]) -> dict[int, frozenset[int]]:
    """What each flag rests on: its thing and its evidence, as identity has them now."""
    from kingpost.toolbox.sql import rows

    found = rows(
        """SELECT f.id, array_agg(DISTINCT m.entity_id) || array_agg(DISTINCT f.entity_id)
           FROM flag AS f LEFT JOIN LATERAL unnest(f.evidence) AS e(record_id) ON true LEFT JOIN member AS m ON m.record_id = e.record_id
           WHERE f.id = ANY(%s) GROUP BY f.id""",
        [flags],
    )
    return {flag: frozenset(e for e in held if e) for flag, held in found}


def today() -> list[tuple[int, frozenset[int]]]:
    """The first ten flags as they stand, with what each rests on."""
    from kingpost.accounts.models import EVERYONE
    from kingpost.priorities import reading

    listed = [flag.id for flag in reading.listed([EVERYONE], limit=10, with_sources=False)]
    rest = entities(listed)
    return [(flag, rest[flag]) for flag in listed]
