"""Many hands for pure work: on every core when there is much of it, in this process when there is little.

What is handed out is a function of a module and plain values of the types it says it takes; what comes back is in order. Values travel as MessagePack, at a
third of the time of pickling them. The hands are processes of their own that know no database; they end with the work, and with this process should it be killed.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol, TypeVar, get_type_hints

import msgspec

from kingpost.toolbox import process

MANY = 20_000
"""From so many records on it pays to start processes: a second of work each."""
SLICE = 2_000

In = TypeVar("In")
Out = TypeVar("Out")


def slices(things: Sequence[In], size: int = 0) -> Iterator[Sequence[In]]:
    """A long list in pieces; of the usual size when none is given."""
    size = size or SLICE
    return (things[first : first + size] for first in range(0, len(things), size))


class Share(Protocol):
    """Applies a function to slices of work, and gives what it makes of each, in order."""

    def __call__(self, work: Callable[[In], Out], slices: Iterable[In], /) -> Iterator[Out]: ...


@contextmanager
def hands(many: int) -> Iterator[Share]:
    """As many hands as there are cores for so many records; when they are few, our own."""
    cores = os.cpu_count() or 1
    if many < MANY or cores == 1:
        yield map
        return
    start = multiprocessing.get_context("spawn")  # a copy of a process with threads may hang
    with ProcessPoolExecutor(cores, mp_context=start, initializer=_begin) as pool:
        yield lambda work, slices: _in_order(pool, work, slices, ahead=cores * 2)


def _begin() -> None:
    process.die_with_parent()
    process.collect_rarely()
    process.keep_what_is_there()


def _in_order(pool: ProcessPoolExecutor, work: Callable[[In], Out], slices: Iterable[In], ahead: int) -> Iterator[Out]:
    """At most ``ahead`` slices are under way at a time, so that memory stays bounded."""
    under_way: deque[Future[bytes]] = deque()
    _, made = _forms(work)
    for one in slices:
        under_way.append(pool.submit(_packed, work, _pack(one)))
        if len(under_way) >= ahead:
            yield made.decode(under_way.popleft().result())
    while under_way:
        yield made.decode(under_way.popleft().result())


def _packed(work: Callable[[Any], Any], slice_: bytes) -> bytes:
    given, _ = _forms(work)
    return _pack(work(given.decode(slice_)))


@cache
def _forms(work: Callable[[Any], Any]) -> tuple[msgspec.msgpack.Decoder[Any], msgspec.msgpack.Decoder[Any]]:
    """What reads the slices of a function, and what reads what it makes of them."""
    takes, makes = get_type_hints(work).values()
    return msgspec.msgpack.Decoder(takes), msgspec.msgpack.Decoder(makes)


_pack = msgspec.msgpack.Encoder().encode
