"""Many hands for pure work: on every core when there is much of it, in this process when there is little.

What is handed out is a function of a module and plain values; what comes back is in order. The hands are processes of their own that know no
database; they end with the work, and with this process should it be killed.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

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


def _in_order(pool: ProcessPoolExecutor, work: Callable[[In], Out], slices: Iterable[In], ahead: int) -> Iterator[Out]:
    """At most ``ahead`` slices are under way at a time, so that memory stays bounded."""
    under_way: deque[Future[Out]] = deque()
    for one in slices:
        under_way.append(pool.submit(work, one))
        if len(under_way) >= ahead:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()
