"""What people's rulings decide: the value of a field, in every record the ruling was about, until one of them moves on.

A ruling survives every sync that repeats what was known to it. Once a record it was about says something else since, neither what it said then nor
what was decided, or says again what it had left, the systems have gone on: the ruling decides nothing until that is over or a person rules anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from kingpost.knowledge import business, values
from kingpost.knowledge.sides import FORMS, ORDER
from kingpost.toolbox.sql import numbers, rows, sql

KEEPS_ITS_WORD = ("message", "comment", "document")
"""What was sent says for ever what it says; so does the sum of an invoice."""
MEANINGS = {"agreed", ORDER}  # questions whose sides are of different kinds: no value passes from one to the other


class Ruled(msgspec.Struct, frozen=True, array_like=True):
    """One side of a ruling: what its record said then, what was decided, and what the record has said since, oldest first."""

    ruling: int
    record: int
    field: str
    family: str
    value: Any
    said: Any
    since: list[Any]

    def moved_on(self, zone: ZoneInfo) -> bool:
        """Whether its record has left what it said for something else than what was decided."""
        form = FORMS[self.family]
        return (
            bool(self.since)
            and not _same(form, self.since[-1], self.value, zone)
            and not all(_same(form, said, self.said, zone) for said in self.since)
        )


def _same(form: str, one: Any, other: Any, zone: ZoneInfo) -> bool:
    return one == other or (one is not None and other is not None and values.same(form, one, other, zone))


def of(records: Collection[int]) -> list[Ruled]:
    """All sides of the standing rulings that are about any of these records, in the order they were made."""
    if not records:
        return []
    query, asked = deciding("r.records && %(records)s::bigint[]", None)
    return [Ruled(ruling, record, name, family, *(msgspec.json.decode(text) for text in (value, said, since)))
            for ruling, record, name, family, value, said, since in rows(
                f"SELECT id, record, field, family, value::text, said::text, since::text FROM ({query}) AS d ORDER BY id, record, field",  # noqa: S608  our own named file
                asked | {"records": numbers(records)})]  # fmt: skip


def of_batch() -> list[Ruled]:
    """The same for the records of the batch (batch.sql): mostly none, which takes one look-up."""
    found = rows(
        "SELECT record_id FROM batch WHERE record_id = ANY(SELECT unnest(records) FROM ruling WHERE withdrawn_at IS NULL)"
    )
    return of({record for (record,) in found})


def deciding(about: str, at: datetime | None) -> tuple[str, dict[str, Any]]:
    """The query of the sides of the rulings that fit ``about`` (a condition on ``r``), as they stood at a moment or now, and its parameters."""
    return sql("ruled").replace("{about}", about), {
        "decided_by": at,
        "keeping": list(KEEPS_ITS_WORD),
        "meanings": sorted(MEANINGS),
    }


def moved_on(sides: Iterable[Ruled]) -> list[Ruled]:
    """Those whose records say something else since."""
    known = list(sides)
    if not known:
        return []
    zone = ZoneInfo(business.zone())
    with values.at_home(str(business.values()["country"])):
        return [side for side in known if side.moved_on(zone)]


def decided(sides: Iterable[Ruled]) -> dict[tuple[int, str], Any]:
    """The value each (record, field) is decided to have, by the rulings none of whose records has moved on; the latest wins."""
    known = list(sides)
    over = {side.ruling for side in moved_on(known)}
    standing = sorted((side for side in known if side.ruling not in over), key=lambda side: side.ruling)
    return {(side.record, side.field): side.value for side in standing}


def with_ends(
    decided: Mapping[tuple[int, str], Any], said: Mapping[int, Mapping[str, Any]]
) -> dict[tuple[int, str], Any]:
    """The same, with the end of each meeting whose beginning was decided, so that it lasts as long as it did. ``said`` are the fields of the meetings."""
    made = dict(decided)
    for (record, name), value in decided.items():
        if name == "starts_at" and record in said:
            try:
                starts, ends, now = (
                    datetime.fromisoformat(str(one))
                    for one in (said[record]["starts_at"], said[record]["ends_at"], value)
                )
                made[record, "ends_at"] = (ends + (now - starts)).isoformat()
            except (KeyError, ValueError, TypeError):
                continue  # it names no end, or no moment
    return made


def with_ends_as_read(decided: Mapping[tuple[int, str], Any]) -> dict[tuple[int, str], Any]:
    """The same, by what the meetings say now: mostly there are none, which takes no look-up."""
    meetings = [record for record, name in decided if name == "starts_at"]
    found = rows("""SELECT r.id, v.fields::text FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
                    WHERE r.id = ANY(%s)""", [meetings]) if meetings else []  # fmt: skip
    return with_ends(decided, {record: msgspec.json.decode(fields) for record, fields in found})
