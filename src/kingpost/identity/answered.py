"""What people have answered so far: every answer that holds, whoever gave it, each of which can be taken back at any time and in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from kingpost.identity.judge import SPLIT
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
    """One answer. ``reason`` is "asked", "merged by hand" or "split by hand"; a split is one answer, ``others`` further records it was told from."""

    id: int
    verdict: str
    reason: str
    at: datetime
    by: str
    kind: str
    ends: tuple[End, End]
    others: int = 0


def answered(seen_by: Sequence[int], *, before: int | None = None, limit: int = 50) -> list[Answered]:
    """The newest first; ``before`` an answer's number: those older than it. The reader must see both records."""
    found = rows(sql("answered"), {"seen_by": list(seen_by), "before": before, "limit": limit})
    made = [
        Answered(i, verdict, reason, at, by, kind, (End(one, a, title or "", system), End(other, b, its or "", of)))
        for i, verdict, reason, at, by, kind, one, a, title, system, other, b, its, of in found
    ]
    acts: list[Answered] = []
    for _, of_one_act in groupby(made, key=lambda one: (one.at, one.by) if one.reason == SPLIT else one.id):
        acts.append(_as_one(list(of_one_act)))
    return acts


def _as_one(split: list[Answered]) -> Answered:
    """The answers of one split, as one; the record that was split off first."""
    if len(split) == 1:
        return split[0]
    [off] = {e.record for e in split[0].ends} & {e.record for e in split[1].ends}
    ends = sorted(split[0].ends, key=lambda end: end.record != off)
    return replace(split[-1], ends=(ends[0], ends[1]), others=len(split) - 1)
