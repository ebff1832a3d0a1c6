"""Whether something is approved: the fields, statuses, mails and comments that record one approval and do not say the same.

The places are gathered by the stage of the approvals, which sends a subject round again when its places changed and differ.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from kingpost.knowledge.approvals.places import Place, standing
from kingpost.knowledge.sides import Question, Side
from kingpost.toolbox.sql import numbers, rows, sql

FAMILY = "approval"
RECORDED_BY = frozenset({"approval", "ticket", "task", "deliverable", "agreement", "message", "comment"})
"""Kinds of things whose records may be a place of an approval."""


def of_approvals(entities: Collection[int], records: Collection[int]) -> list[Question]:
    """What is in question about the approvals these entities are or record, and those these records speak of."""
    found = rows(sql("disagreements_approvals"), {"entities": numbers(entities), "records": numbers(records)})
    return [_question(subject, list(group)) for subject, group in groupby(found, key=itemgetter(0))]


def _question(subject: int, group: Sequence[tuple[Any, ...]]) -> Question:
    """A voice counts with all its copies: one mail lies in several mailboxes, and not everybody sees the same one."""
    places = {_place(row): row for row in group}
    said = {(voice.place, voice.unit, voice.state, voice.quote, voice.at) for voice in standing(list(places))}
    sides = [_side(p, row) for p, row in places.items() if (p.place, p.unit, p.state, p.quote, p.at) in said]
    called = [
        replace(_side(p, row), title=row[2]) for p, row in places.items()
    ]  # as those who may see the place know it
    return Question(subject, FAMILY, group[0][1], called, sides)


def _place(row: tuple[Any, ...]) -> Place:
    _, _, _, record, _, key, audience, _, _, _, _, _, _, place, unit, state, quote, at = row
    return Place(record, str(key), audience, place, unit, state, quote, at)


def _side(place: Place, row: tuple[Any, ...]) -> Side:
    _, _, _, record, entity, key, audience, kind, title, fields, url, system_id, system, *_ = row
    said: dict[str, Any] = msgspec.json.decode(fields)
    return Side(record, entity, key, audience, kind, _field(kind, place.place), place.state, system, title, said, place.at, url or "", place.quote,
                since=place.at, system_id=system_id)  # fmt: skip


def _field(kind: str, place: str) -> str:
    """The field that shows it: a listed approval's state, a status; what stands in a field of its own or in words has none."""
    return "state" if kind == "approval" and place == "field" else "status" if place == "status" else FAMILY
