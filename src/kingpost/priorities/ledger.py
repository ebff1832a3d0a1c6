"""What came in, and where it went: into a flag, or not shown. Three numbers that always add up, and the rows behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.priorities.reading import parameters
from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class Ledger:
    """``came_in`` = ``grouped`` + ``not_shown``. ``flags`` of the open flags got something of it."""

    since: datetime
    came_in: int
    grouped: int
    not_shown: int
    flags: int


@dataclass(frozen=True)
class NotShown:
    """One happening that is in no flag, and why."""

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


def since(seen_by: Sequence[int], moment: datetime, now: datetime) -> Ledger:
    """Count what happened after ``moment``, up to ``now``, as this reader may see it."""
    [(came_in, grouped, flags)] = rows(
        sql("shown") + sql("came_in") + sql("came_in_count"), _params(seen_by, moment, now)
    )
    return Ledger(moment, came_in, grouped, came_in - grouped, flags)


def not_shown(
    seen_by: Sequence[int], moment: datetime, now: datetime, *, limit: int = 200, offset: int = 0
) -> list[NotShown]:
    """The rows behind ``Ledger.not_shown``, newest first."""
    params = _params(seen_by, moment, now) | {"limit": limit, "offset": offset}
    return [NotShown(*row) for row in rows(sql("shown") + sql("came_in") + sql("not_shown"), params)]


def _params(seen_by: Sequence[int], moment: datetime, now: datetime) -> dict[str, object]:
    return parameters(seen_by) | {"since": moment, "now": now}
