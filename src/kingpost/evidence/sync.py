"""Read one system from its cursor on, land every page, then prove how complete the copy is.

The runner owns what connectors must not: the lock (one sync of a system at a time), time, retries, and the memory of a page that
comes back for ever. While a page is being stored, the next one is read and translated.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from psycopg.errors import DiskFull

from kingpost.connectors.base import Connector, ConnectorError, Malformed, Page, StaleCursor, Unavailable
from kingpost.evidence import changes, completeness
from kingpost.evidence.changes import Stream
from kingpost.evidence.connect import open_connector
from kingpost.evidence.erased import Erased
from kingpost.evidence.forms import safe
from kingpost.evidence.land import Lander, Stored
from kingpost.evidence.leaving_out import leaves_out
from kingpost.evidence.models import Quarantine, SyncRun, System
from kingpost.evidence.repair import repair
from kingpost.evidence.retranslate import retranslate
from kingpost.toolbox import clock, faults
from kingpost.toolbox.sql import rows, sql

log = logging.getLogger(__name__)

RETRY_AFTER = (30, 60, 300, 900, 3600)  # seconds after the first, second, … failure in a row
GO_ON_AT_ONCE = 3  # times in a row; a read that is interrupted more often may be what brings the worker down
DISK_FULL = (
    "The disk the database is on is full. What was read before is kept; reading goes on when there is space again."
)
INTERRUPTED = "It was interrupted, because Kingpost or its database stopped. The next read goes on where it was."
SAME_PAGE_LIMIT = 3
TOGETHER, TOGETHER_BYTES = (
    2_000,
    8 * 1024 * 1024,
)  # stored in one transaction when pages come faster than they are stored
QUICK_PROOF = 2.0  # seconds; a proof this quick is made at every sync
PROOF_SHARE = 20  # a proof may take a twentieth of the time: one of 3 s is made each minute at most


class Busy(Exception):
    """Another sync of this system is running."""


def sync(system: System) -> SyncRun:
    """Read what is new in ``system`` and prove completeness. Errors end up in the returned run, not as exceptions."""
    with _alone(system):
        _close_interrupted(system)
        run = SyncRun.objects.create(system=system, started_at=clock.now())
        try:
            with closing(open_connector(system)) as connector:
                retranslate(system, type(connector))
                _read_all(system, connector, run)
                _prove(system, connector, run)
            faults.point("sync.proven")
            if system.loaded_at is None:
                system.loaded_at = clock.now()
                System.objects.filter(pk=system.pk).update(loaded_at=system.loaded_at)
        except ConnectorError as error:
            _failed(system, run, error)
        except Exception as error:  # shown on the Systems page; the worker goes on with the other systems
            log.exception("sync failed", extra={"system": system.key})
            _failed(system, run, error)
        _end(system, run)
        faults.point("sync.ended")
        return run


def _prove(system: System, connector: Connector, run: SyncRun) -> None:
    """Prove completeness, and fetch what the proof shows is missing. A proof that takes long is made less often."""
    now = clock.now()
    slow = system.proof_seconds > QUICK_PROOF
    if (
        slow
        and system.proven_at is not None
        and timedelta(0)
        <= now - system.proven_at
        < timedelta(seconds=system.proof_seconds * PROOF_SHARE)  # not after the clock was set back
    ):
        return
    started = time.monotonic()
    missing = completeness.prove(system, connector, run)
    if repair(system, connector, missing):
        completeness.prove(system, connector, run)
    system.proven_at, system.proof_seconds = now, time.monotonic() - started
    System.objects.filter(pk=system.pk).update(proven_at=now, proof_seconds=system.proof_seconds)


def _read_all(system: System, connector: Connector, run: SyncRun) -> None:
    try:
        _read_from(system, connector, run, System.objects.values_list("cursor", flat=True).get(pk=system.pk))
    except StaleCursor as stale:
        run.notes.append(f"Read again from the start: {stale}")
        _read_from(system, connector, run, None)


def _read_from(system: System, connector: Connector, run: SyncRun, cursor: Any) -> None:
    lander = Lander(system, type(connector))
    with ThreadPoolExecutor(1, thread_name_prefix="store") as pool:
        storing: Future[Stored] | None = None

        def busy() -> bool:
            return storing is not None and not storing.done()

        try:
            for page in _gathered(_spoken_of(system, _moving_pages(connector.read(cursor))), busy):
                batch = lander.prepare(page)
                _count(run, page, storing.result() if storing else None)
                run.unreadable += len(batch.unreadable)
                storing = pool.submit(_store, lander, batch)
        finally:
            if storing:
                _count(run, None, storing.result())
            pool.submit(_close).result()


def _close() -> None:
    """Give back the storing thread's own connection."""
    connection.close()


def _store(lander: Lander, batch: Any) -> Stored:
    return lander.store(batch, batch.page.cursor)


def _count(run: SyncRun, page: Page | None, stored: Stored | None) -> None:
    if page is not None:
        run.read += len(page.items)
        run.notes.extend(note for note in page.notes if note not in run.notes)
    if stored is not None:
        run.changed += stored.changed
        run.gone += stored.gone
        SyncRun.objects.filter(pk=run.pk).update(read=run.read, changed=run.changed, gone=run.gone)


def _moving_pages(pages: Iterator[Page]) -> Iterator[Page]:
    """Pass pages on, and stop a system that gives the same page for ever."""
    last: tuple[Any, list[str]] | None = None
    repeats = 0
    for page in pages:
        this = (page.cursor, [f"{n.kind}/{n.remote_id}" for n in page.items])
        repeats = repeats + 1 if this == last and page.items else 0
        if repeats >= SAME_PAGE_LIMIT:
            raise Malformed("The system gives the same page again and again. What came before it was kept.")
        last = this
        yield page


def _spoken_of(system: System, pages: Iterator[Page]) -> Iterator[Page]:
    """Pass pages on without the faults and notes of what is left out. A fault that was put aside before it was left out is forgotten."""
    for page in pages:
        silent = [one for one in page.unreadable if leaves_out(system.excluded, one.labels)]
        for one in silent:
            Quarantine.objects.filter(
                system=system, stage="read", kind=one.kind, remote_id=safe(one.remote_id)
            ).delete()
        page.unreadable = [one for one in page.unreadable if one not in silent]
        page.notes = page.notes + [note.text for note in page.noted if not leaves_out(system.excluded, note.labels)]
        yield page


def _gathered(pages: Iterator[Page], busy: Callable[[], bool]) -> Iterator[Page]:
    """Pass pages on; those that come while an earlier one is still being stored go together, because a transaction has its price."""
    waiting: Page | None = None
    try:
        for page in pages:
            if waiting is None:
                waiting = page
            elif not (
                waiting.gone or waiting.unreadable
            ):  # a later page may bring back what an earlier one said was gone
                waiting = Page(
                    waiting.items + page.items, page.cursor, page.gone, page.unreadable, waiting.notes + page.notes
                )
            else:
                yield waiting
                waiting = page
            if not busy() or len(waiting.items) >= TOGETHER or sum(len(n.raw) for n in waiting.items) >= TOGETHER_BYTES:
                yield waiting
                waiting = None
    except Exception:  # the system failed half-way: what came before is kept
        if waiting is not None:
            yield waiting
        raise
    if waiting is not None:
        yield waiting


def _failed(system: System, run: SyncRun, error: Exception) -> None:
    run.error = (
        DISK_FULL
        if isinstance(error, DiskFull)
        or isinstance(error.__cause__, DiskFull)  # Django wraps what a query raises, not a COPY
        else (str(error) or type(error).__name__).replace("\0", "")[:2000]
    )
    failures = _failures_in_a_row(system)
    wait = RETRY_AFTER[min(failures, len(RETRY_AFTER) - 1)]
    if isinstance(error, Unavailable) and error.wait is not None:
        wait = max(wait, int(error.wait))
    run.retry_at = clock.now() + timedelta(seconds=wait)
    log.warning("sync stopped", extra={"system": system.key, "reason": run.error, "retry_seconds": wait})


def _failures_in_a_row(system: System) -> int:
    recent = (
        SyncRun.objects.filter(system=system, ended_at__isnull=False)
        .order_by("-id")
        .values_list("error", flat=True)[: len(RETRY_AFTER)]
    )
    count = 0
    for error in recent:
        if not error:
            break
        count += 1
    return count


def _end(system: System, run: SyncRun) -> None:
    with transaction.atomic():
        run.ended_at, known = clock.now(), Erased()  # also of those erased since it began
        run.error, run.notes = known.without(run.error), [known.without(note) for note in run.notes]
        run.save()
        changes.append({Stream.SYSTEM: [system.pk]})


def due() -> list[System]:
    """Systems whose next read is due: not paused, last run long enough ago, not waiting after a failure.

    A read that was interrupted is due at once. So is one that began in the future: then the clock was set back since.
    """
    found = rows(sql("due"), {"now": clock.now()})
    systems = System.objects.in_bulk([pk for pk, _ in found])
    return [systems[pk] for pk, interrupted in found if not interrupted or _may_go_on(systems[pk], interrupted)]


def _may_go_on(system: System, started_at: datetime) -> bool:
    """Whether the read that began then and was interrupted may go on now."""
    more = _failures_in_a_row(system) - GO_ON_AT_ONCE
    wait = timedelta(seconds=RETRY_AFTER[min(more, len(RETRY_AFTER) - 1)])
    return more < 0 or not timedelta(0) <= clock.now() - started_at < wait


def _close_interrupted(system: System) -> None:
    """End the runs whose process died; only the holder of the system's lock can tell."""
    SyncRun.objects.filter(system=system, ended_at=None).update(ended_at=clock.now(), error=INTERRUPTED)


@contextmanager
def _alone(system: System) -> Iterator[None]:
    """One sync of a system at a time, on whatever machine: a session lock, gone when its process dies."""
    names = (f"sync:{system.pk}",)
    [(got,)] = rows("SELECT pg_try_advisory_lock(hashtext(current_schema()), hashtext(%s))", names)
    if not got:
        raise Busy(f"{system.title} is being read already.")
    try:
        yield
    finally:
        rows("SELECT pg_advisory_unlock(hashtext(current_schema()), hashtext(%s))", names)
