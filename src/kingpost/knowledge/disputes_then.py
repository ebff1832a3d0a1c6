"""Read disagreements as they stood on an earlier day: which were open, and what each side said then.

A side's words of that day are in the versions of its record (asof.py); what was said in a mail stays as it was said. Where fewer than two of the
sides said different things, there was no disagreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from kingpost.knowledge import asof, disputes, sides
from kingpost.knowledge.asof import Past
from kingpost.knowledge.disputes import Row, Side
from kingpost.knowledge.values import same
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql

MOST = 300  # looked at for one list, those with the most at risk first
OPEN, SETTLED, GONE = "open", "settled", "gone"
_STATES = {"opened": OPEN, "reopened": OPEN, "again": OPEN, "settled": SETTLED, "gone": GONE}


@dataclass(frozen=True)
class Then:
    """One disagreement as it stood. ``row.sides`` hold what was said then; what is at risk is None where the sides said other values than now."""

    row: Row
    state: str


def listed(seen_by: Sequence[int], when: When, zone: ZoneInfo, *, settled: bool = False) -> list[Then]:
    """Those open then, or with ``settled`` those settled or gone by then: of the first ``MOST`` that may have been. At most three queries."""
    return _read(seen_by, when, zone, settled, None)


def one(number: int, seen_by: Sequence[int], when: When, zone: ZoneInfo) -> Then | None:
    """One disagreement as it stood; None when there was none that day, or none for this reader."""
    return next(iter(_read(seen_by, when, zone, False, number)), None)


def _read(seen_by: Sequence[int], when: When, zone: ZoneInfo, settled: bool, number: int | None) -> list[Then]:
    params = {"seen_by": list(seen_by), "settled": settled, "id": number, "most": MOST, **when.params()}
    found = [(disputes.row_of(row[:-1]), _STATES.get(row[-1], OPEN)) for row in rows(sql("disputes_then"), params)]
    wanted = {side.entity for row, _ in found for side in row.sides}
    things = asof.things(wanted, seen_by, when, owners=False, states=False) if wanted else []
    records = {past.record: past for thing in things for past in thing.records}
    at = when.until(clock.now())
    return [Then(made, state) for row, state in found if (made := _as_it_stood(row, records, at, zone)) is not None]


def _as_it_stood(row: Row, records: Mapping[int, Past], at: datetime, zone: ZoneInfo) -> Row | None:
    said = [side for one in row.sides if (side := _then(one, records, at)) is not None]
    history = [(moment, what) for moment, what in row.history if moment <= at]
    if [(s.record, s.field, s.value) for s in said] == [(s.record, s.field, s.value) for s in row.sides]:
        return replace(row, history=history)
    live, form = [side for side in said if not side.behind], sides.FORMS[row.family]
    if all(same(form, a.value, b.value, zone) for n, a in enumerate(live) for b in live[n + 1 :]):
        return None
    return replace(row, sides=said, history=history, money=None, days=None, first=None)


def _then(side: Side, records: Mapping[int, Past], at: datetime) -> Side | None:
    """What this side said by then; None when it had said nothing."""
    past = records.get(side.record)
    if past is None:
        return None
    if side.said_once or side.field not in past.fields:
        return side if side.at is None or side.at <= at else None
    value = past.fields[side.field]
    if value == side.value:
        return side
    return msgspec.structs.replace(
        side, value=value, at=past.at if past.at and past.at <= at else None, quote="", behind=False
    )
