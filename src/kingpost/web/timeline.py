"""A timeline on a page: the lines of knowledge, day by day in the reader's zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from kingpost.knowledge.timelines import KINDS, Line
from kingpost.web import wording

FILTERS = {"": "Everything", "mail": "Mail", "tickets": "Tickets", "project": "Project", "money": "Money"}
assert set(FILTERS) == {"", *KINDS}


def days(lines: Sequence[Line]) -> list[tuple[date, list[Line]]]:
    """The lines grouped by day, in the order they came."""
    return [(day, list(those)) for day, those in groupby(lines, key=lambda line: wording.local(line.at).date())]
