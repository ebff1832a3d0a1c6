"""What people write that is unlike all before it. The parts of each mail and each word on a ticket (novelty.py) are kept for some months (table ``wording``), so that new ones can be judged at once.

They are compared with those of the same kind of writer and of anyone, as far as whoever may read them may read those.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from kingpost.priorities import novelty
from kingpost.priorities.batch import Batch
from kingpost.priorities.novelty import Before, Novelty
from kingpost.priorities.written_facts import Late, Unheard
from kingpost.toolbox.sql import execute, numbers, rows, sql

KEPT = timedelta(days=90)  # what people write now is compared with what they wrote of late
MOST = 400  # letters of a kind of writer looked at
LATE = timedelta(days=31)  # longer than the rule may look back
LEAST_NEW = 0.5
"""The share of a letter's parts that must be new: below it is a variation of what came before."""
LEAST_PARTS = 10  # of fewer no share says anything


class _Kept(NamedTuple):
    """A letter to compare with."""

    record: int
    number: int
    audience: int
    writer: str
    at: datetime
    parts: bytes


def related(refs: Sequence[int], since: datetime) -> set[int]:
    """The threads and tickets to judge again because of these entities: an answer changes how it stands with what it answers, and a client we hear of is one that is
    named. ``since``: what is older is history."""
    return {entity for (entity,) in rows(sql("unheard_related"), {"entities": numbers(refs), "since": since})}


def look(batch: Batch, stands: timedelta) -> None:
    """Remember the parts of what was written in the batch, and add what is unlike all before it and not older than ``stands``."""
    _remember(batch)
    found = rows(sql("unheard_open"), {"entities": sorted(batch.entities), "since": batch.now - LATE})
    for entity, audience, *_ in found:
        batch.looked_at[entity].add(audience)
    known = [Late(*row) for row in found if row[2] is not None]
    late = [one for one in known if batch.now - stands < one.at <= batch.now and one.at >= one.started_at]
    if late:
        batch.unheard += _about(list(_judged(late, stands)))
        day = batch.hours.start_of(batch.hours.day_of(min(one.at for one in late)))
        batch.unheard_shown = rows(sql("unheard_shown"), {"since": day, "entities": sorted(batch.entities)})


def noticed(entities: Collection[int]) -> set[int]:
    """The signals that stand noticed of these entities."""
    found = rows(
        "SELECT id FROM signal WHERE entity_id = ANY(%s::bigint[]) AND rule = 'unheard' AND closed_at IS NULL",
        [numbers(sorted(entities))],
    )
    return {signal for (signal,) in found}


def again(batch: Batch, changed: Collection[int], since: datetime) -> set[int]:
    """The threads and tickets to judge again because others were: letters are compared with those before them, and one that is noticed (``changed``: the signals that
    are new or closed) is no measure while somebody sees to it."""
    if not changed and not batch.unheard_moved:
        return set()
    params = {"signals": numbers(sorted(changed)), "moved": min(batch.unheard_moved, default=None), "since": since, "judged": numbers(sorted(batch.entities))}  # fmt: skip
    return {entity for (entity,) in rows(sql("unheard_after"), params)}


def forget(now: datetime) -> None:
    """What is too old to be compared with goes."""
    execute("DELETE FROM wording WHERE at < %s", [now - KEPT])


def _remember(batch: Batch) -> None:
    found = rows(sql("unheard"), {"entities": sorted(batch.entities), "kept": batch.now - KEPT})
    made = [
        (record, number, writer, at, array("I", novelty.parts("" if reply else title, text)).tobytes())
        for record, number, writer, title, text, at, reply in found
    ]
    if made:
        moved = rows(
            """INSERT INTO wording (record_id, number, writer, at, parts) SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::timestamptz[], %s::bytea[])
               ON CONFLICT (record_id, number) DO UPDATE SET writer = excluded.writer, at = excluded.at, parts = excluded.parts
               WHERE (wording.writer, wording.at, wording.parts) IS DISTINCT FROM (excluded.writer, excluded.at, excluded.parts)
               RETURNING least(old.at, new.at)""",
            [list(column) for column in zip(*made, strict=True)],
        )
        batch.unheard_moved += [at for (at,) in moved]


def _judged(late: Sequence[Late], stands: timedelta) -> Iterator[tuple[Late, Novelty]]:
    """Those for a great part of new parts, with how new each was when it came."""
    times = [one.at for one in late]
    params = {"first": min(times), "last": max(times), "most": MOST, "stands": stands}
    kept = [_Kept(*row) for row in rows(sql("unheard_before"), params)]
    within = set(rows(
        "SELECT narrow_id, wide_id FROM audience_within WHERE narrow_id = ANY(%s) AND wide_id = ANY(%s)",
        [sorted({one.audience for one in late}), sorted({one.audience for one in kept})]))  # fmt: skip
    ordered = sorted(late, key=lambda one: (one.audience, one.writer, one.at, one.record, one.number))
    for (audience, writer), letters in groupby(ordered, key=lambda one: (one.audience, one.writer)):
        before = Before(MOST)
        earlier = iter([one for one in kept if (audience, one.audience) in within])
        upcoming = next(earlier, None)
        for one in letters:
            while upcoming and (upcoming.at, upcoming.record, upcoming.number) < (one.at, one.record, one.number):
                before.add(array("I", upcoming.parts), usual=upcoming.writer == writer)
                upcoming = next(earlier, None)
            letter = array("I", one.parts)
            if len(letter) >= LEAST_PARTS and before.new(letter) >= LEAST_NEW:
                yield one, before.judge(letter)


def _about(judged: Sequence[tuple[Late, Novelty]]) -> list[Unheard]:
    """The same with what they are about."""
    if not judged:
        return []
    params = {
        "records": [one.record for one, _ in judged],
        "audiences": [one.audience for one, _ in judged],
        "clients": [one.client or 0 for one, _ in judged],
        "texts": [one.said for one, _ in judged],
    }
    found = rows(sql("unheard_about"), params)
    return [
        Unheard(one, how, client or 0, name, about)
        for (one, how), (client, name, about) in zip(judged, found, strict=True)
    ]
