"""What a stage has looked at while very many changes wait.

A stage that looks at all that hangs on a change (a client, and each mail that waits there) would look at the same things again with every batch of a
first load: with a million records for hours. A run works from current state, so what it looked at is up to date with everything logged before it.
It is passed over until a batch holds a change logged later. That is kept in this process alone, and only while more waits than a batch: in steady use
nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

MOST = 1_000_000  # things remembered, some 100 bytes each; with more it begins anew


class Backlog:
    """The memory of one stage. What asks outside such a batch of that stage, as a person's answer does, is told to look at everything."""

    def __init__(self) -> None:
        self._until: dict[int, int] = {}
        self._batch: ContextVar[tuple[int, int] | None] = ContextVar("batch", default=None)

    @contextmanager
    def batch(self, last: int, until: int) -> Iterator[None]:
        """Within the block a batch is worked out behind which more waits. ``last`` is the position of its last change, ``until`` the one up to which everything
        it looks at is up to date."""
        token = self._batch.set((last, until))
        try:
            yield
        finally:
            self._batch.reset(token)

    def forget(self) -> None:
        """The backlog is worked off."""
        self._until.clear()

    def new(self, things: Iterable[int]) -> set[int]:
        """Those of these things that must be looked at; all but those looked at since the last change of this batch was logged."""
        batch = self._batch.get()
        if batch is None or not self._until:
            return set(things)
        return {thing for thing in things if self._until.get(thing, -1) < batch[0]}

    def looked_at(self, things: Iterable[int]) -> None:
        """These were looked at. It counts once the transaction has committed."""
        batch = self._batch.get()
        if batch is not None:
            transaction.on_commit(lambda: self._remember(list(things), batch[1]))

    def _remember(self, things: list[int], until: int) -> None:
        if len(self._until) > MOST:
            self._until.clear()
        self._until.update(dict.fromkeys(things, until))
