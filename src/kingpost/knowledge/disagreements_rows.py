"""Rows of records as the sides of a question, with what each said before; and what mails told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from kingpost.knowledge.sides import Question, Side
from kingpost.knowledge.stated import LONGEST, SHAPE, Stated, find_stated
from kingpost.toolbox.sql import execute, rows, sql

RECENT = timedelta(days=120)  # a mail older than that no longer settles anything


@dataclass(frozen=True)
class Known:
    """What is known of our own business, the moment it is, when this day began, and the days nobody works."""

    zone: ZoneInfo
    now: datetime
    today: datetime
    own_domains: Collection[str]
    closed: Collection[date]


def said_of(things: Sequence[tuple[int, int]]) -> list[tuple[Any, ...]]:
    wanted = sorted(set(things))
    return (
        rows(sql("disagreements_said"), {"hubs": [h for h, _ in wanted], "things": [t for _, t in wanted]})
        if wanted
        else []
    )


def side_of(row: tuple[Any, ...], name: str) -> Side:
    _, _, record, kind, audience, key, _, title, fields, at, url, system_id, system, body, entity = row[:15]
    said = msgspec.json.decode(fields) if isinstance(fields, str) else fields
    if kind == "agreement" and body and "scope" not in said:
        said = said | {"scope": body}
    return Side(
        record,
        entity,
        key,
        audience,
        kind,
        name,
        said.get(name),
        system,
        title,
        said,
        at,
        url,
        since=at,
        system_id=system_id,
    )


def with_history(grouped: Mapping[Any, list[Side]]) -> dict[Any, list[Side]]:
    """The sides with when each began to say what it says, and what it said before."""
    asked = sorted({(s.record, s.field) for sides in grouped.values() for s in sides if not s.told})
    if not asked:
        return dict(grouped)
    told_: dict[tuple[int, str], list[tuple[Any, datetime]]] = defaultdict(list)
    for record, name, _, value, at in rows(
        sql("disagreements_history"), {"records": [r for r, _ in asked], "fields": [f for _, f in asked]}
    ):
        told_[record, name].append((msgspec.json.decode(value) if value is not None else None, at))
    return {
        key: [_dated(side, told_.get((side.record, side.field), [])) for side in sides]
        for key, sides in grouped.items()
    }


def _dated(side: Side, told_: Sequence[tuple[Any, datetime]]) -> Side:
    """A version that only repeats the value does not make it newer."""
    if len(told_) < 2:
        return side
    began = len(told_) - 1
    while began > 0 and told_[began - 1][0] == told_[began][0]:
        began -= 1
    return replace(
        side,
        since=told_[began][1],
        before=tuple(value for value, _ in told_[:began] if value is not None and value != side.value),
    )


def questions_with_history(questions: Sequence[Question]) -> list[Question]:
    dated = with_history({n: q.sides for n, q in enumerate(questions)})
    return [replace(q, sides=dated[n]) for n, q in enumerate(questions)]


def on(sides: Sequence[Side], name: str) -> list[Side]:
    return [
        replace(side, field=name, value=side.fields[name]) for side in sides if side.fields.get(name) not in (None, "")
    ]


@dataclass(frozen=True)
class Mail:
    """One thing a mail states, as a side: the people in the mail and the things it is about."""

    side: Side
    said: Stated
    people: frozenset[int]
    about: frozenset[int]


def note_stated(known: Known) -> None:
    """Read the batch's recent mails and keep what they state."""
    params = {"shape": SHAPE, "recent": known.today - RECENT, "longest": LONGEST}
    found = [
        {"record_id": record, "number": number, "client_id": client, "at": at, **msgspec.structs.asdict(one)}
        for record, at, body, clients in rows(sql("stated_read"), params)
        for number, one in enumerate(find_stated(body, at, known.zone, known.closed))
        for client in clients
    ]
    execute(sql("stated_write"), {"stated": msgspec.json.encode(found).decode()})


def mails_of(asked: Iterable[tuple[int, datetime, datetime]]) -> dict[int, list[Mail]]:
    """By thing: what the mails of its client state in a stretch of time, oldest first."""
    wanted = list(asked)
    if not wanted:
        return {}
    params = {"hubs": [h for h, _, _ in wanted], "from": [f for _, f, _ in wanted], "until": [u for _, _, u in wanted]}
    found: dict[int, list[Mail]] = defaultdict(list)
    for row in rows(sql("disagreements_mails"), params):
        said = Stated(*row[15:20])
        fields = {"currency": said.currency} if said.currency else {}
        side = replace(side_of(row, ""), told=True, field=said.what, value=said.says, quote=said.words)
        sender = str(side.fields.get("from") or "")
        found[row[0]].append(
            Mail(replace(side, fields=fields | {"from": sender}), said, frozenset(row[20]), frozenset(row[21]))
        )
    return found
