"""A timeline on a page: the lines of knowledge, day by day in the reader's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
    """The lines grouped by day, in the order they came; what one system wrote by itself on a day is one line, where its newest stands."""
    return [(day, fold(list(those))) for day, those in groupby(lines, key=lambda line: wording.local(line.at).date())]


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
