"""What people write that is unlike all before it. Every mail's parts (novelty.py) are kept for some months (table ``wording``), so that a new one can be judged at once.

A mail is compared with those of the same kind of writer and of anyone, as far as whoever may read it may read them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from kingpost.priorities import novelty
from kingpost.priorities.batch import Batch
from kingpost.priorities.novelty import Before, Novelty
from kingpost.toolbox.sql import execute, rows, sql

KEPT = timedelta(days=90)  # what people write now is compared with what they wrote of late
MOST = 400  # letters of a kind of writer looked at
LATE = timedelta(days=31)  # longer than the rule may look back
LEAST_NEW = 0.5
"""The share of a letter's parts that must be new: below it is a variation of what came before."""
LEAST_PARTS = 10  # of fewer no share says anything


@dataclass(frozen=True)
class Unheard:
    """A mail nobody answered that is for a great part new, as one audience may know it. ``entity`` is its thread, ``client_name`` "" where it names none,
    ``about``: it names a ticket, an order or a project."""

    entity: int
    audience: int
    record: int
    writer: str
    title: str
    said: str
    at: datetime
    reply: bool
    novelty: Novelty
    started_at: datetime
    client: int = 0
    client_name: str = ""
    about: bool = False

    @property
    def names(self) -> bool:
        """It is of a client, or names one, or a piece of work."""
        return self.writer == "client" or bool(self.client_name) or self.about


@dataclass(frozen=True)
class _Kept:
    """A letter to compare with."""

    record: int
    audience: int
    writer: str
    at: datetime
    parts: array[int]


def related(refs: Sequence[int]) -> set[int]:
    """The threads that mails among these are in: an answer changes how it stands with what it answers."""
    return {entity for (entity,) in rows(
        """SELECT DISTINCT tm.entity_id FROM member AS m JOIN link AS l ON l.record_id = m.record_id AND l.role = 'thread' JOIN member AS tm ON tm.record_id = l.target_id
           WHERE m.entity_id = ANY(%s)""", [list(refs)])}  # fmt: skip


def look(batch: Batch, stands: timedelta) -> None:
    """Remember the parts of the batch's mails, and add those that are unlike all before them and not older than ``stands``."""
    _remember(batch)
    found = rows(sql("unheard_open"), {"entities": sorted(batch.entities), "since": batch.now - LATE})
    for entity, audience, *_ in found:
        batch.looked_at[entity].add(audience)
    late = [
        row for row in found if row[2] is not None and batch.now - stands < row[6] <= batch.now and row[6] >= row[10]
    ]
    if late:
        batch.unheard += _about(list(_judged(late, stands)))
        day = batch.hours.start_of(batch.hours.day_of(min(row[6] for row in late)))
        batch.unheard_shown = rows(sql("unheard_shown"), {"since": day, "entities": sorted(batch.entities)})


def forget(now: datetime) -> None:
    """What is too old to be compared with goes."""
    execute("DELETE FROM wording WHERE at < %s", [now - KEPT])


def _remember(batch: Batch) -> None:
    made = [
        (record, writer, at, array("I", novelty.parts("" if reply else title, said)).tobytes())
        for record, writer, title, said, at, reply in rows(
            sql("unheard"), {"entities": sorted(batch.entities), "kept": batch.now - KEPT}
        )
    ]
    if made:
        execute(
            """INSERT INTO wording (record_id, writer, at, parts) SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bytea[])
               ON CONFLICT (record_id) DO UPDATE SET writer = excluded.writer, at = excluded.at, parts = excluded.parts
               WHERE (wording.writer, wording.at, wording.parts) IS DISTINCT FROM (excluded.writer, excluded.at, excluded.parts)""",
            [list(column) for column in zip(*made, strict=True)],
        )


def _judged(late: Sequence[tuple[Any, ...]], stands: timedelta) -> Iterator[tuple[tuple[Any, ...], Novelty]]:
    """Each of these mails for a great part of new parts, with how new it was when it came."""
    times = [row[6] for row in late]
    params = {"first": min(times), "last": max(times), "most": MOST, "stands": stands}
    kept = [
        _Kept(record, audience, writer, at, array("I", parts))
        for record, audience, writer, at, parts in rows(sql("unheard_before"), params)
    ]
    within = set(rows(
        "SELECT narrow_id, wide_id FROM audience_within WHERE narrow_id = ANY(%s) AND wide_id = ANY(%s)",
        [sorted({row[1] for row in late}), sorted({one.audience for one in kept})]))  # fmt: skip
    ordered = sorted(late, key=lambda row: (row[1], row[3], row[6], row[2]))
    for (audience, writer), mails in groupby(ordered, key=lambda row: (row[1], row[3])):
        before = Before(MOST)
        waiting = iter([one for one in kept if (audience, one.audience) in within])
        upcoming = next(waiting, None)
        for row in mails:
            while upcoming and (upcoming.at, upcoming.record) < (row[6], row[2]):
                before.add(upcoming.parts, usual=upcoming.writer == writer)
                upcoming = next(waiting, None)
            letter = array("I", row[8])
            if len(letter) >= LEAST_PARTS and before.new(letter) >= LEAST_NEW:
                yield row, before.judge(letter)


def _about(judged: Sequence[tuple[tuple[Any, ...], Novelty]]) -> list[Unheard]:
    """The same with what they are about."""
    if not judged:
        return []
    mails = [row for row, _ in judged]
    texts = [_text(row) for row in mails]
    params = {
        "records": [row[2] for row in mails],
        "audiences": [row[1] for row in mails],
        "clients": [row[9] or 0 for row in mails],
        "texts": texts,
    }
    known = {(record, audience): more for record, audience, *more in rows(sql("unheard_about"), params)}
    return [
        Unheard(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            text,
            row[6],
            row[7],
            novelty_,
            row[10],
            known[row[2], row[1]][0] or 0,
            *known[row[2], row[1]][1:],
        )
        for (row, novelty_), text in zip(judged, texts, strict=True)
    ]


def _text(row: tuple[Any, ...]) -> str:
    """What its writer wrote: the title of a reply is not theirs."""
    return row[5] if row[7] else f"{row[4]}. {row[5]}"
