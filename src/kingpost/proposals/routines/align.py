"""Somebody decided what is right: bring the systems that say something else in line, and say which one must be changed by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kingpost.knowledge import disputes, rulings, values
from kingpost.knowledge.disputes import Row, Side
from kingpost.knowledge.sides import FORMS
from kingpost.priorities.disputes import said
from kingpost.proposals.planned import Planned, update
from kingpost.proposals.routines import About, Draft, Held
from kingpost.toolbox.sql import rows

TITLE = "Bring the systems in line"
ABOUT = (
    "After a disagreement was decided: writes the value that holds to every system that says something else and may be written, and names those that "
    "must be changed by hand. A mail stays as it was sent."
)
WRITABLE = {
    "task": ("due_date", "due_at", "status"),
    "ticket": ("due_date", "due_at", "status"),
    "meeting": ("starts_at",),
}
"""The fields systems take for these kinds; a person's name is no address, so an owner is changed by hand."""


def suggest(about: About) -> Draft | None:
    """A draft for a flag about a decided disagreement; None for any other."""
    if "disagreement" not in about.flag.rules:
        return None
    mine = [
        row
        for row in disputes.of_things([about.flag.entity_id])
        if row.audience == about.flag.audience_id and row.state == "settled"
    ]
    for row in mine:
        following = rulings.following(row)
        if row.ruling and [side for side in following if not side.said_once]:
            return _draft(about, row, [side for side in following if side.kind != "comment"])
    return None


def _draft(about: About, row: Row, following: list[Side]) -> Draft:
    changes, by_hand = [], []
    held = _held([side.record for side in following])
    for side in following:
        record = held.get(side.record)
        planned = _planned(about, row, side, record) if record and _may(about, side, record) else None
        if planned:
            changes.append(planned)
        else:
            by_hand.append(side)
    value = _value(about, row)
    say = f"Write {value} to {_names(changes)}." if changes else f"Change it to {value} in {_systems(by_hand)}."
    return Draft(say, _detail(by_hand, changes=bool(changes)), changes)


def _held(records: list[int]) -> dict[int, Held]:
    """The records of the sides with their systems; they may belong to several things."""
    return {r: Held(r, s, title, kind, remote_id) for r, s, title, kind, remote_id in rows(
        "SELECT r.id, s.id, s.title, r.kind, r.remote_id FROM record AS r JOIN system AS s ON s.id = r.system_id WHERE r.id = ANY(%s)", [records])}  # fmt: skip


def _may(about: About, side: Side, held: Held) -> bool:
    granted = any((grant.system, grant.kind) == (held.system, held.kind) for grant in about.grants)
    return granted and side.field in WRITABLE.get(held.kind, (side.field,))


def _value(about: About, row: Row) -> str:
    """What was decided, in words."""
    decided = row.ruling.value if row.ruling else ""
    return said(row.family, decided, row.currency, about.hours.zone, about.hours.day_of(about.now))


def _planned(about: About, row: Row, side: Side, held: Held) -> Planned | None:
    if row.ruling is None:
        return None
    fields = _fields(about, row, side, held)
    note = f"{row.ruling.by} decided: {_value(about, row)}. {row.ruling.note}".strip()
    change = update(held.kind, held.remote_id, fields, note=note)
    name = side.field.replace("_", " ")
    return Planned(
        held.system,
        held.system_title,
        side.title,
        change,
        was={name: str(side.value)},
        will={name: str(fields[side.field]), "note": note},
    )


def _fields(about: About, row: Row, side: Side, held: Held) -> dict[str, Any]:
    """The value in the form of its field: a day stays a day; a meeting that moves keeps its length."""
    value = row.ruling.value if row.ruling else None
    if FORMS[row.family] != values.DATE:
        return {side.field: value}
    at = values.moment(value, about.hours.zone)
    if at is None:
        return {side.field: value}
    if held.kind != "meeting":
        return {
            side.field: at.isoformat()
            if len(str(side.value)) > len("2026-11-28")
            else at.astimezone(about.hours.zone).date().isoformat()
        }
    began, ends = values.moment(side.value, about.hours.zone), _ends(held.record)
    moved = {"ends_at": (at + (ends - began)).isoformat()} if began and ends else {}
    return {"starts_at": at.isoformat(), **moved}


def _ends(record: int) -> datetime | None:
    found = rows(
        "SELECT v.fields->>'ends_at' FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version WHERE r.id = %s",
        [record],
    )
    return datetime.fromisoformat(found[0][0]) if found and found[0][0] else None


def _detail(by_hand: list[Side], *, changes: bool) -> str:
    """Which systems cannot be written from here, and that a mail stays as it is."""
    told = [side for side in by_hand if side.kind == "message" and side.field != "approval"]
    systems = [side for side in by_hand if not side.said_once]
    lines = (
        [f"{_systems(systems)} cannot be written from here: change it there{' as well' if changes else ''}."]
        if systems
        else []
    )
    if told:
        lines.append(f"The mail “{told[0].title}” told the client something else: write to them.")
    return " ".join(lines)


def _names(changes: list[Planned]) -> str:
    return " and ".join(dict.fromkeys(one.system_title for one in changes))


def _systems(sides: list[Side]) -> str:
    return " and ".join(dict.fromkeys(side.system for side in sides))
