"""What came in, and where it went: handled, into a flag, or not shown. Numbers that always add up, and the rows behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from kingpost.priorities.misses import WEEK, begin_of_week
from kingpost.priorities.reading import parameters
from kingpost.toolbox.sql import planned_rows, sql

WENT = ("not_shown", "handled", "grouped")
"""Where something that came in can have gone."""


@dataclass(frozen=True)
class Ledger:
    """``came_in`` = ``handled`` + ``grouped`` + ``not_shown``. ``flags`` of the open flags got something of it.

    ``last_week``: so many things were not shown in the week before this one, None where no night has looked at it; ``missed`` of them turned out
    to matter (hindsight.py). No number of what was not shown is given without it.
    """

    since: datetime
    came_in: int
    grouped: int
    not_shown: int
    flags: int
    handled: int
    last_week: int | None = None
    missed: int = 0


@dataclass(frozen=True)
class CameIn:
    """One happening, and why it went where it went; for what is in a flag the flag's title. ``flag`` is 0 for what is in none."""

    entity: int
    kind: str
    title: str
    at: datetime
    what: str
    text: str
    client_id: int | None
    client: str
    actor: str
    reason: str
    flag: int


def since(seen_by: Sequence[int], moment: datetime, now: datetime, zone: tzinfo = UTC) -> Ledger:
    """Count what happened after ``moment``, up to ``now``, as this reader may see it. ``zone`` is that of the business, for what last week was."""
    week = begin_of_week(now.astimezone(zone).date()) - WEEK
    params = _params(seen_by, moment, now) | {"week": week}
    [(came_in, grouped, flags, handled, held, missed)] = planned_rows(
        sql("shown") + sql("came_in") + sql("came_in_count"), params
    )
    return Ledger(moment, came_in, grouped, came_in - grouped - handled, flags, handled, held, missed)


def came_in(
    seen_by: Sequence[int], moment: datetime, now: datetime, went: str, *, limit: int = 200, offset: int = 0
) -> list[CameIn]:
    """The rows behind one number of the ledger, newest first; ``went`` is one of ``WENT``."""
    params = _params(seen_by, moment, now) | {"went": went, "limit": limit, "offset": offset}
    return [CameIn(*row) for row in planned_rows(sql("shown") + sql("came_in") + sql("not_shown"), params)]


def not_shown(
    seen_by: Sequence[int], moment: datetime, now: datetime, *, limit: int = 200, offset: int = 0
) -> list[CameIn]:
    """The rows behind ``Ledger.not_shown``, newest first."""
    return came_in(seen_by, moment, now, "not_shown", limit=limit, offset=offset)


def _params(seen_by: Sequence[int], moment: datetime, now: datetime) -> dict[str, object]:
    return parameters(seen_by) | {"since": moment, "now": now}
