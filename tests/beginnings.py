"""What many tests begin with happens once; each of them goes back to it instead of letting it happen anew.

A fixture says so: ``@begins_with(begin)`` below ``@pytest.fixture``, and ``have_begun(begin, monkeypatch)`` in it. For the first test that asks for it,
``begin`` runs in a transaction that is kept open; each test is a savepoint within it, rolled back at its end. A test with another beginning, or with
real commits, finds nothing of it. Only rows go from test to test: the fixture reads from the database what it hands out.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from tests import tables

from kingpost.toolbox import clock

Begin = Callable[[], object]
Fixture = TypeVar("Fixture", bound=Callable[..., Any])
LONGEST = 300  # seconds one is kept that goes by the machine's clock: what it says of times still holds


class Beginning:
    """What ``begin`` made, and the transaction it stands in. ``ended``: where it left a moved clock."""

    def __init__(self, begin: Begin) -> None:
        self.begin, self.began, self.ended = begin, time.monotonic(), None
        atomic: Any = transaction.atomic()
        atomic._from_testcase = True  # what insists on being outermost may run within, as in Django's own tests
        atomic.__enter__()
        self._held = connections[DEFAULT_DB_ALIAS]
        before = os.environ.get(clock.MOMENT, "")
        try:
            begin()
            self.ended: datetime | None = clock.now() if clock.overridden() else None
        except BaseException:
            self.take_back()
            raise
        finally:
            move_clock(before)

    def stands(self) -> bool:
        """Whether the next test would see it. A test may have closed the connection; and once Playwright runs, Django gives us another."""
        return connections[DEFAULT_DB_ALIAS] is self._held and self._held.in_atomic_block and self._held.is_usable()

    def take_back(self) -> None:
        """Roll back, on the connection it was made on."""
        self._held.atomic_blocks.clear()
        self._held.savepoint_ids.clear()
        self._held.in_atomic_block = self._held.needs_rollback = False
        if self._held.closed_in_transaction:
            self._held.connection = None
        elif self._held.connection is not None:
            self._held.rollback()
            self._held.set_autocommit(True)


_stands: Beginning | None = None


def leave() -> None:
    """Take back what happened, if anything did."""
    global _stands  # noqa: PLW0603  a process has one connection, and so one beginning
    if _stands is not None:
        _stands.take_back()
        _stands = None


def stand_at(begin: Begin) -> None:
    """See that this has happened, a short while ago, and nothing else."""
    global _stands  # noqa: PLW0603
    here = _stands is not None and _stands.begin is begin and _stands.stands()
    if _stands is None or not here or not fresh(_stands.began, _stands.ended):
        leave()
        _stands = Beginning(begin)


def fresh(began: float, ended: datetime | None) -> bool:
    """Whether what began then can still be taken for what has just happened; a clock that was moved goes on from where it was left."""
    return ended is not None or time.monotonic() - began < LONGEST


def begins_with(begin: Begin) -> Callable[[Fixture], Fixture]:
    """Say of a fixture that its tests begin with this."""

    def mark(fixture: Fixture) -> Fixture:
        fixture.begins_with = begin  # type: ignore[attr-defined]
        return fixture

    return mark


def asked_for(item: pytest.Item) -> Begin | None:
    """What this test begins with; None where it commits, so that nothing can be gone back to."""
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(item.fixturenames):  # type: ignore[attr-defined]
        return None
    found = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
    begins = (getattr(found[name][-1].func, "begins_with", None) for name in item.fixturenames if name in found)  # type: ignore[attr-defined]
    return next((begin for begin in begins if begin), None)


def have_begun(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the fixture itself: ``begin`` has happened, and a clock it moved goes on from there until the end of the test."""
    monkeypatch.setenv(clock.MOMENT, os.environ.get(clock.MOMENT, ""))  # so that it is put back
    if _stands is not None and _stands.begin is begin:
        ended = _stands.ended
    elif connection.in_atomic_block:
        begin()
        return
    else:
        ended = _committed(begin)
    if ended is not None:
        move_clock(ended.isoformat())


_kept: dict[Begin, tuple[float, datetime | None, tables.Rows]] = {}


def _committed(begin: Begin) -> datetime | None:
    """The same for a test that commits: the rows are kept, and written again for the next one."""
    made_at, ended, held = _kept.get(begin, (0.0, None, {}))
    if held and fresh(made_at, ended):
        tables.fill(held)
        return ended
    begin()
    ended = clock.now() if clock.overridden() else None
    _kept[begin] = time.monotonic(), ended, tables.keep()
    return ended


def move_clock(moment: str) -> None:
    """Let the clock start at this moment (RFC 3339) from now on; "" lets it be the machine's own."""
    if moment:
        os.environ[clock.MOMENT] = moment
    else:
        os.environ.pop(clock.MOMENT, None)
    clock._offset.cache_clear()  # the same moment again is that moment, not what it has become
