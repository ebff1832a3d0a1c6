"""What people have answered so far: every answer that holds, whoever gave it, each of which can be taken back at any time and in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class End:
    """One of the two records: its number, the thing it is part of now, its title and its system."""

    record: int
    thing: int
    title: str
    system: str


@dataclass(frozen=True)
class Answered:
    """One answer. ``reason`` is "asked", "merged by hand" or "split by hand"."""

    id: int
    verdict: str
    reason: str
    at: datetime
    by: str
    kind: str
    ends: tuple[End, End]


def answered(seen_by: Sequence[int], *, before: int | None = None, limit: int = 50) -> list[Answered]:
    """The newest first; ``before`` an answer's number: those older than it. The reader must see both records."""
    found = rows(sql("answered"), {"seen_by": list(seen_by), "before": before, "limit": limit})
    return [
        Answered(i, verdict, reason, at, by, kind, (End(one, a, title or "", system), End(other, b, its or "", of)))
        for i, verdict, reason, at, by, kind, one, a, title, system, other, b, its, of in found
    ]
