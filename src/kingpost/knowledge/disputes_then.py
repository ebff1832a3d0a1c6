"""Read disagreements as they stood on an earlier day: which were open, and what each side said then.

A side's words of that day are in the versions of its record (asof.py); what was said in a mail stays as it was said. Where fewer than two of the
sides said different things, there was no disagreement.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from kingpost.knowledge import asof, disputes, sides
from kingpost.knowledge.asof import Past
from kingpost.knowledge.disputes import Row, Side
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql

MOST = 300  # looked at for one list, those with the most at risk first
ABOUT = """(d.entity_id = ANY(%(entities)s::bigint[])
    OR d.records && (SELECT coalesce(array_agg(m.record_id), '{}') FROM member AS m WHERE m.entity_id = ANY(%(entities)s::bigint[])))"""
AGREES = {"agreed": sides.carried_out, sides.ORDER: sides.keeps_to}  # what is not compared by the form of its values
OPEN, SETTLED, GONE = "open", "settled", "gone"
_STATES = {"opened": OPEN, "reopened": OPEN, "again": OPEN, "settled": SETTLED, "gone": GONE}


@dataclass(frozen=True)
class Then:
    """One disagreement as it stood. ``row.sides`` hold what was said then; what is at risk is None where the sides said other values than now."""

    row: Row
    state: str


class Asked(msgspec.Struct, frozen=True):
    """What may have been in question about a thing: the disagreement, the thing, and its sides as they are now."""

    id: int
    entity: int
    family: str
    sides: list[Side]


def listed(seen_by: Sequence[int], when: When, zone: ZoneInfo, *, settled: bool = False) -> list[Then]:
    """Those open then, or with ``settled`` those settled or gone by then: of the first ``MOST`` that may have been. At most three queries."""
    return _read(seen_by, when, zone, settled)


def one(number: int, seen_by: Sequence[int], when: When, zone: ZoneInfo) -> Then | None:
    """One disagreement as it stood; None when there was none that day, or none for this reader."""
    return next(iter(_read(seen_by, when, zone, False, number)), None)


def marks(
    numbers: Collection[int], asked: Sequence[Asked], seen_by: Sequence[int], when: When, zone: ZoneInfo, known: Sequence[asof.Then] = ()
) -> dict[tuple[int, str], int]:  # fmt: skip
    """``disputes.marks`` as they stood: by (thing, field), the disagreement of ``listed`` that a value was in.

    ``asked`` is what ``marking`` finds about these things, ``known`` are things the page has read as they were. A query where those are not all there is to know.
    """
    wanted, at = set(numbers), when.until(clock.now())
    sides = [side for one in asked for side in one.sides]
    records = {past.record: past for thing in known for past in thing.records}
    records |= _records({side.entity for side in sides if side.record not in records}, seen_by, when)
    marked: dict[tuple[int, str], int] = {}
    for one in asked:
        said = _said(one.sides, one.family, records, at, zone) or []
        places = [(side.entity, side.field) for side in said if not side.behind]
        for entity, field in (*places, *([(one.entity, one.family)] if said else [])):
            if entity in wanted:
                marked.setdefault((entity, field), one.id)
    return marked


def marking() -> str:
    """The query for ``marks`` as text, a row for each ``Asked``; parameters seen_by and entities, and those of ``marking_on``."""
    return sql("disputes_stood").replace("{which}", ABOUT) + sql("disagreements_marks_then")


def marking_on(when: When) -> dict[str, Any]:
    return {"id": None, "settled": False, **when.params()}


def _read(seen_by: Sequence[int], when: When, zone: ZoneInfo, settled: bool, number: int | None = None) -> list[Then]:
    params = {"seen_by": list(seen_by), "settled": settled, "id": number, "most": MOST, **when.params()}
    query = sql("disputes_stood").replace("{which}", "true" if number is None else "d.id = %(id)s") + sql(
        "disputes_then"
    )
    found = [(disputes.row_of(row[:-1]), _STATES.get(row[-1], OPEN)) for row in rows(query, params)]
    records = _records({side.entity for row, _ in found for side in row.sides}, seen_by, when)
    at = when.until(clock.now())
    return [Then(made, state) for row, state in found if (made := _as_it_stood(row, records, at, zone)) is not None]


def _records(entities: Collection[int], seen_by: Sequence[int], when: When) -> dict[int, Past]:
    things = asof.things(entities, seen_by, when, owners=False, states=False) if entities else []
    return {past.record: past for thing in things for past in thing.records}


def _as_it_stood(row: Row, records: Mapping[int, Past], at: datetime, zone: ZoneInfo) -> Row | None:
    said = _said(row.sides, row.family, records, at, zone)
    if said is None:
        return None
    history = [(moment, what) for moment, what in row.history if moment <= at]
    if _values(said) == _values(row.sides):
        return replace(row, history=history)
    return replace(row, sides=said, history=history, money=None, days=None, first=None)


def _said(
    every: Sequence[Side], family: str, records: Mapping[int, Past], at: datetime, zone: ZoneInfo
) -> list[Side] | None:
    """What the sides said by then; None when that was no contradiction."""
    said = [side for one in every if (side := _then(one, records, at)) is not None]
    if _values(said) == _values(every):
        return said
    live = sides.with_net([_among_its_fields(side, records[side.record]) for side in said if not side.behind])
    agrees = AGREES.get(family) or (lambda one, other: sides.agree(sides.FORMS[family], one, other, zone))
    contrary = any(not agrees(a, b) for n, a in enumerate(live) for b in live[n + 1 :])
    return said if contrary else None


def _among_its_fields(side: Side, past: Past) -> sides.Side:
    """A side as it is compared today: with what else its record said then, and of a mail the currency it told."""
    fields = past.fields | ({"currency": side.currency} if side.said_once and side.currency else {})
    return sides.Side(
        side.record, side.entity, UUID(bytes=past.key), past.audience, side.kind, side.field, side.value, side.system, side.title, fields,
        quote=side.quote, told=side.kind == "message",
    )  # fmt: skip


def _values(every: Sequence[Side]) -> list[tuple[int, str, Any]]:
    return [(side.record, side.field, side.value) for side in every]


def _then(side: Side, records: Mapping[int, Past], at: datetime) -> Side | None:
    """What this side said by then; None when it had said nothing, as far as anything is dated back to that day."""
    past = records.get(side.record)
    if past is None:
        return None
    if side.said_once or side.field not in past.fields:
        return side if side.at is None or side.at <= at else None
    value = past.fields[side.field]
    if value == side.value:
        return side if side.at is None or side.at <= at or not past.as_read else None
    return msgspec.structs.replace(
        side, value=value, at=past.at if past.at and past.at <= at else None, quote="", behind=False
    )
