"""The change log: the one thing stages read, so nothing committed late is ever passed over.

A reader that remembers the highest position it saw would lose a row whose writer took a lower position and committed later.
So a writer takes the stream's lock first, then its positions, and takes no lock after that: within one stream, positions become
visible in order. ``append`` must be the last act of a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from django.db import connection

from kingpost.toolbox.sql import execute, numbers, rows


class Stream(IntEnum):
    """What a change is about; ``ref`` is that thing's number."""

    RECORD = 1  # a record has a new version or is gone
    ENTITY = 2  # an entity must be worked out again: its records, or something it hangs on, changed
    PICTURE = 3  # what we hold true about an entity changed, or its timeline did
    FLAG = 4  # a flag changed
    WRITE = 5  # a change going out moved on
    SYSTEM = 6  # a system's sync, completeness or settings changed
    PROJECT = 7  # the project a thing belongs to changed


SHOWN = (Stream.PICTURE, Stream.FLAG, Stream.WRITE, Stream.SYSTEM, Stream.PROJECT)
"""What pages are made of; records still on their way are not."""


def append(refs_by_stream: Mapping[Stream, Iterable[int]]) -> None:
    """Log changes. The last act before commit: it takes the streams' locks, in ascending order, then positions."""
    todo = {stream: sorted(set(refs)) for stream, refs in refs_by_stream.items()}
    todo = {stream: refs for stream, refs in sorted(todo.items()) if refs}
    if not todo:
        return
    with connection.cursor() as cursor:
        for stream in todo:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema()), %s)", [int(stream)])
        for stream, refs in todo.items():
            cursor.execute(
                "INSERT INTO change (stream, ref) SELECT %s, unnest(%s::bigint[])", [int(stream), numbers(refs)]
            )
        cursor.execute("SELECT pg_notify('kingpost_change', current_schema())")


def latest(streams: Iterable[Stream]) -> int:
    """The highest position in these streams; 0 when they are empty."""
    wanted = [int(s) for s in streams]
    [(position,)] = rows(
        "SELECT max(p) FROM unnest(%s::smallint[]) AS s(n),"
        " LATERAL (SELECT max(position) AS p FROM change WHERE stream = s.n) AS m",
        [wanted],
    )
    return position or 0


def waiting(stage: str, stream: Stream) -> int:
    """How many changes a stage has not read yet."""
    [(count,)] = rows(
        "SELECT count(*) FROM change WHERE stream = %s AND position > coalesce((SELECT position FROM bookmark WHERE stage = %s), 0)",
        [int(stream), stage],
    )
    return int(count)


def prune(keep: int) -> int:
    """Delete changes every stage has read, keeping the newest ``keep`` positions for open pages. Returns how many went."""
    return execute(
        "DELETE FROM change WHERE stream = ANY(%s::smallint[]) AND position < least((SELECT min(position) FROM bookmark), %s)",
        [[int(s) for s in Stream], latest(Stream) - keep],
    )
