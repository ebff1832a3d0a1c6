"""What of a thing has changed since a moment, where that matters to whoever agreed to it: what it is, its sum, its scope, its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.toolbox.sql import rows, sql

NAMES = {"amount": "the amount", "budget": "the budget", "net": "the net sum", "scope": "the scope", "due_date": "the due day", "due_at": "the due moment", "go_live_date": "the go-live day", "name": "the name", "subject": "the subject"}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One value that is another one now: what it is, the value then and now, where and when."""

    name: str
    before: str
    after: str
    system: str
    thing: int
    at: datetime


def since(thing: int, moment: datetime | None, seen_by: Sequence[int]) -> list[Change]:
    """What its records said at that moment and say otherwise now, the latest first. Nothing without a moment. One query."""
    if moment is None:
        return []
    found = rows(sql("changed"), {"thing": thing, "moment": moment, "fields": sorted(NAMES), "seen_by": list(seen_by)})
    return [Change(NAMES[name], before, after, system, entity, at) for name, before, after, system, entity, at in found]
