"""What was missed, week by week, with how sure that is; and a person's word that a miss did not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

import msgspec
from django.db import transaction

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.priorities.hindsight import WINDOW
from kingpost.priorities.models import Miss, MissAnswer
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql

Z = 1.96  # for 95 in a hundred
WEEK = timedelta(days=7)
WEEKS = 8  # as far back as the page goes


@dataclass(frozen=True)
class MissRow:
    """A miss as one reader may see it. ``no_matter`` says who said it did not matter; "" when it counts."""

    id: int
    entity: int
    kind: str
    title: str
    client_id: int | None
    client: str
    day: date
    came_at: datetime
    why: str
    showed: str
    showed_at: datetime
    no_matter: str
    evidence: list[tuple[str, int, str]]


@dataclass(frozen=True)
class Week:
    """One week's count. ``held`` things were not shown, of the days that were looked at; ``misses`` of them count; ``over``: nothing can be added any more."""

    begins: date
    held: int
    misses: int
    over: bool
    rows: list[MissRow] = field(default_factory=list)

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, 95 times in a hundred (Wilson's score interval)."""
        return wilson(self.misses, self.held)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95% score interval for ``hits`` of ``of``, as shares (E. B. Wilson, 1927). (0, 1) for nothing of nothing."""
    if of <= 0:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def begin_of_week(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def weeks(seen_by: Sequence[int], today: date) -> list[Week]:
    """The last weeks that were looked at, the newest first, with their misses."""
    first = begin_of_week(today) - (WEEKS - 1) * WEEK
    params = {"seen_by": list(seen_by), "since": first}
    found = [_row(row) for row in rows(sql("misses"), params)]  # the newest alone
    made = []
    for begins, held, counts in rows(sql("misses_weeks"), params):
        mine = [row for row in found if begin_of_week(row.day) == begins]
        over = begins + WEEK + WINDOW < today
        made.append(Week(begins, max(int(held), len(mine), int(counts)), int(counts), over, mine))
    return made


def _row(row: tuple[Any, ...]) -> MissRow:
    values = [*row[:-1], [tuple(one) for one in msgspec.json.decode(row[-1])]]
    return MissRow(*values)


def did_not_matter(user: User, miss_id: int, seen_by: Sequence[int]) -> MissAnswer:
    """Say that a miss did not matter; it no longer counts and teaches nothing more. Raises LookupError for one this person cannot see."""
    with transaction.atomic():
        miss = Miss.objects.select_for_update().filter(pk=miss_id, audiences__contained_by=list(seen_by)).first()
        if miss is None:
            raise LookupError("There is no such miss.")
        made, fresh = MissAnswer.objects.get_or_create(
            record_id=miss.record_id, cause=miss.cause, withdrawn_at=None, defaults={"by": user, "at": clock.now()}
        )
        if fresh:
            audit.record(user, "said a miss did not matter", f"miss:{miss.pk}")
    return made


def answers_of(miss_id: int, seen_by: Sequence[int]) -> list[int]:
    """What was said of a miss this reader may see and still holds."""
    return [number for (number,) in rows(
        """SELECT a.id FROM miss AS m JOIN miss_answer AS a ON a.record_id = m.record_id AND a.cause = m.cause AND a.withdrawn_at IS NULL
           WHERE m.id = %s AND m.audiences <@ %s::bigint[]""", [miss_id, list(seen_by)])]  # fmt: skip


def take_back(user: User, ids: Sequence[int]) -> int:
    """It matters after all. Returns how many answers held."""
    taken = MissAnswer.objects.filter(pk__in=list(ids), withdrawn_at=None).update(
        withdrawn_at=clock.now(), withdrawn_by=user
    )
    for number in ids:
        audit.record(user, "took back that a miss did not matter", f"miss_answer:{number}")
    return taken
