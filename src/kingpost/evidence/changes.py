"""The change log: the one thing stages read, so nothing committed late is ever passed over.

A reader that remembers the highest position it saw would lose a row whose writer took a lower position and committed later.
So a writer takes the stream's lock first, then its positions, and takes no lock after that: within one stream, positions become
visible in order. ``append`` must be the last act of a transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import IntEnum

from kingpost.accounts.models import EVERYONE
from kingpost.toolbox.sql import execute, numbers, planned_rows, rows, sql


class Stream(IntEnum):
    """What a change is about; ``ref`` is that thing's number."""

    RECORD = 1  # a record has a new version or is gone
    ENTITY = 2  # an entity must be worked out again: its records, or something it hangs on, changed
    PICTURE = 3  # what we hold true about an entity changed, or its timeline did
    FLAG = 4  # a flag changed
    WRITE = 5  # a change going out moved on
    SYSTEM = 6  # a system's sync, completeness or settings changed
    PROJECT = 7  # the project a thing belongs to changed


REFS = {
    Stream.RECORD: "record",
    Stream.ENTITY: "thing",
    Stream.PICTURE: "thing",
    Stream.FLAG: "flag",
    Stream.WRITE: "write",
    Stream.SYSTEM: "system",
    Stream.PROJECT: "thing",
}
"""What a ref of each stream is (news.sql). System 0 stands for all of them."""

SHOWN = (Stream.PICTURE, Stream.FLAG, Stream.WRITE, Stream.SYSTEM, Stream.PROJECT)
"""What pages are made of; records still on their way are not."""


def append(refs_by_stream: Mapping[Stream, Iterable[int]], seen_by: Collection[int] | None = None) -> None:
    """Log changes. The last act before commit: it takes each stream's lock, in ascending order, and then that stream's positions.

    ``seen_by`` are the audiences of what brought them about, which is what they are news for; without it, whoever may see the refs.
    A client is worked out again for a private mail too, but that is news for the mail's audience alone.
    """
    todo = {stream: sorted(set(refs)) for stream, refs in refs_by_stream.items()}
    for stream, refs in sorted(todo.items()):
        if not refs:
            continue
        what = {"stream": int(stream), "refs": numbers(refs)}
        [(position, _)] = planned_rows(sql("append"), what | {"seen_by": numbers(seen_by or ())})
        if seen_by is None:  # takes no lock
            execute(sql("news"), what | {"position": position, "of": REFS[stream], "everyone": EVERYONE})


def news(seen_by: Sequence[int]) -> int:
    """A number that changes when anything these audiences may see on a page changes, and for no other reason. One query.

    It is the sum over audiences and streams of where each stands: positions are in order within a stream only, so one highest position
    over all of them would pass over what a slower writer of another stream commits later.
    """
    [(total,)] = rows(sql("news_of"), {"seen_by": list(seen_by), "streams": [int(stream) for stream in SHOWN]})
    return int(total)


def latest(streams: Iterable[Stream]) -> int:
    """The highest position in these streams; 0 when they are empty."""
    wanted = [int(s) for s in streams]
    [(position,)] = rows(
        "SELECT max(p) FROM unnest(%s::smallint[]) AS s(n),"
        " LATERAL (SELECT max(position) AS p FROM change WHERE stream = s.n) AS m",
        [wanted],
    )
    return position or 0


def worked_off(stream: Stream, stages: Sequence[str]) -> int:
    """The position in a stream up to which all these stages have worked it off; without any, where it ends."""
    [(position,)] = rows(
        "SELECT least((SELECT max(position) FROM change WHERE stream = %s), (SELECT min(position) FROM bookmark WHERE stage = ANY(%s)))",
        [int(stream), list(stages)],
    )
    return position or 0


def waiting(stage: str, stream: Stream) -> int:
    """How many changes a stage has not read yet."""
    [(count,)] = rows(
        "SELECT count(*) FROM change WHERE stream = %s AND position > coalesce((SELECT position FROM bookmark WHERE stage = %s), 0)",
        [int(stream), stage],
    )
    return int(count)


def before(stages: Mapping[str, Stream]) -> set[str]:
    """Which of these stages, by name with the stream each reads, have changes before them. One query."""
    found = planned_rows(sql("before"), {"stages": list(stages), "streams": numbers([int(s) for s in stages.values()])})
    return {stage for (stage,) in found}


def waits(stage: str, stream: Stream, many: int) -> bool:
    """Whether a stage has so many changes or more before it."""
    found = rows(
        """SELECT 1 FROM change WHERE stream = %s AND position > coalesce((SELECT position FROM bookmark WHERE stage = %s), 0)
           ORDER BY position OFFSET %s LIMIT 1""",
        [int(stream), stage, many - 1],
    )
    return bool(found)


def prune(keep: int) -> int:
    """Delete changes every stage has read, keeping the newest ``keep`` positions for open pages. Returns how many went."""
    pruned = execute(
        "DELETE FROM change WHERE stream = ANY(%s::smallint[]) AND position < least((SELECT min(position) FROM bookmark), %s)",
        [[int(s) for s in Stream], latest(Stream) - keep],
    )
    execute(
        """DELETE FROM news AS n WHERE position < (SELECT coalesce(min(position), 0) FROM change)
           AND EXISTS (SELECT FROM news AS l WHERE (l.audience_id, l.stream) = (n.audience_id, n.stream) AND l.position > n.position)"""
    )
    return pruned
