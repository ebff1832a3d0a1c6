"""Where a person works and worked: the periods of somebody who moved from one client to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class Post:
    """One client a person works or worked for. A date is None where nothing tells; ``until`` is None for the present one."""

    client: int
    title: str
    since: date | None
    until: date | None


def posts(person: int, seen_by: Sequence[int]) -> list[Post]:
    """The newest first; none when there is only one employer. One whose end no system gives ended when it was last heard of, once another goes on."""
    found = rows(sql("posts"), {"person": person, "seen_by": list(seen_by), "now": clock.now()})
    return [
        Post(client, title, _day(since), _day(until) if place or ended else None)
        for place, (client, title, since, until, ended) in enumerate(found)
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
