"""In a storm, what a person wrote goes first: to its flag at once, past whatever waits before the stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from heapq import nlargest

from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.identity import resolve
from kingpost.knowledge import picture
from kingpost.priorities import notice, tone
from kingpost.toolbox import clock
from kingpost.toolbox.sql import numbers, plans_kept, rows, sql

STORM = 500  # changes that wait before a stage, from which on what people wrote goes first
ON_THE_WAY = (("identity", Stream.RECORD), ("knowledge", Stream.ENTITY), ("priorities", Stream.PICTURE))  # to a flag
FIRST = 100  # things at once that do
FRESH = timedelta(days=1)


def people_first(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Of these records, take what a person wrote that day to its flag, the gravest first, before what systems send. Without a storm there is nothing to do.

    No other bookmark moves: every stage comes to it again in its turn, recomputes it from current state and finds it as it is.
    """
    if not any(changes.waits(stage, stream, STORM) for stage, stream in ON_THE_WAY):
        return {}
    written = rows(sql("storm_written"), {"records": numbers(refs), "since": clock.now() - FRESH})
    gravest = nlargest(FIRST, written, key=lambda row: tone.of(f"{row[1]}. {row[2]}").points)
    if not gravest:
        return {}
    chosen = [record for record, _, _ in gravest]
    pointed = rows(sql("storm_pointed"), {"records": numbers(chosen), "waiting": numbers(refs)})
    with plans_kept(len(chosen)):
        entities = resolve.work(sorted({*chosen, *(record for (record,) in pointed)}))[Stream.ENTITY]
        made = picture.work(sorted(set(entities)))
        told = notice.work(sorted(set(made[Stream.PICTURE])))
    return {
        Stream.ENTITY: {*entities, *made[Stream.ENTITY]},
        Stream.PICTURE: made[Stream.PICTURE],
        Stream.FLAG: told[Stream.FLAG],
    }
