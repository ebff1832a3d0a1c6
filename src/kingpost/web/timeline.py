"""A timeline on a page: the lines of knowledge, day by day in the reader's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, time
from itertools import groupby

from kingpost.knowledge.timelines import KINDS, Line
from kingpost.web import wording

FILTERS = {"": "Everything", "mail": "Mail", "tickets": "Tickets", "project": "Project", "money": "Money"}
assert set(FILTERS) == {"", *KINDS}


@dataclass(frozen=True)
class Notifications:
    """Several mails that one system wrote on one day: one line, which opens."""

    service: str
    lines: list[Line]


def days(lines: Sequence[Line]) -> list[tuple[date, list[Line | Notifications]]]:
    """The lines grouped by day, the newest first; what one system wrote by itself on a day is one line, where its newest stands."""
    ordered = sorted(
        lines, key=day_of, reverse=True
    )  # east and west of us, what knows only its day may stand between the hours of another
    return [(day, fold(list(those))) for day, those in groupby(ordered, key=day_of)]


def day_of(line: Line) -> date:
    """The reader's day a line stands under; of what knows only its day, that day wherever the reader is."""
    return line.at.astimezone(UTC).date() if knows_only_its_day(line) else wording.local(line.at).date()


def knows_only_its_day(line: Line) -> bool:
    """A date alone is kept as midnight UTC. Meetings have their hour: in Sydney many begin at that very moment."""
    return line.kind != "meeting" and line.at.astimezone(UTC).time() == time()


def fold(lines: Sequence[Line]) -> list[Line | Notifications]:
    """Two or more mails of one system are one line."""
    of: dict[str, list[Line]] = {}
    for line in lines:
        of.setdefault(line.notice, []).append(line)
    return [
        Notifications(line.notice, of[line.notice]) if line.notice and len(of[line.notice]) > 1 else line
        for line in lines
        if not line.notice or line is of[line.notice][0]
    ]
