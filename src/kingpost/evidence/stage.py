"""Run one stage of the flow once: the only place that moves a bookmark.

A stage is a function from changed refs to the changes it made, recomputing those refs from current state. One run is one
transaction: bookmark locked, changes read and collapsed, refs worked out, own changes appended, bookmark moved. So a crash at any
moment loses nothing and repeats nothing. A ref that fails is found by halving, quarantined with its error, and passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction

from kingpost.evidence import changes, statistics
from kingpost.evidence.backlog import Backlog
from kingpost.evidence.changes import Stream
from kingpost.toolbox import clock, faults
from kingpost.toolbox.sql import IN_MEMORY, execute, planned_rows, plans_kept, sql

log = logging.getLogger(__name__)

PASSING = f"{IN_MEMORY}; SET LOCAL synchronous_commit = off"
"""What is worked out need not be on disk when the commit returns: were it lost with a falling machine, so were its bookmark, and it is worked out again. A
person's word or a change going out that commits later takes everything before it to disk."""

BLOCK = 100_000  # positions within which a ref that comes again and again is worked out once

Work = Callable[[Sequence[int]], Mapping[Stream, Iterable[int]]]


@dataclass(frozen=True)
class Stage:
    """A name (its bookmark), the stream it reads, what it does with the refs, and how many it takes at a time.

    Where no more than ``batch`` wait it takes ``little`` at a time (0: all of them): who needs what its transaction holds does not wait long then.
    It does not overtake the stages it comes ``after``, which read the same stream. What it does for some refs is the work of the stages it keeps ``apart``
    from: of them and it one works at a time, in whichever process.
    """

    name: str
    reads: Stream
    work: Work
    batch: int = 8000
    little: int = 0
    after: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    backlog: Backlog | None = None  # what it has looked at, where it passes over that


def run_once(stage: Stage) -> int:
    """Work off one batch. Returns how many things were worked out; 0 when there was nothing, or another worker holds the stage."""
    try:
        with transaction.atomic():
            done = _run(stage, _take(stage))
    except OperationalError as error:
        if not _may_retry(error):
            raise
        return 0
    except Exception:
        log.exception("stage failed; looking for the cause", extra={"stage": stage.name})
        done = _find_the_bad_one(stage)
    statistics.worked(done)
    return done


def _take(stage: Stage) -> list[tuple[int, int]]:
    """Lock the bookmark and read the next changes behind it, each ref once: as (its last position, ref)."""
    asked = {
        "stage": stage.name,
        "stream": int(stage.reads),
        "batch": stage.batch,
        "block": BLOCK,
        "after": list(stage.after),
        "apart": list(stage.apart),
    }
    found = planned_rows(sql("take"), asked)
    if not found and execute(
        "INSERT INTO bookmark (stage, position) VALUES (%s, 0) ON CONFLICT DO NOTHING", [stage.name]
    ):
        found = planned_rows(sql("take"), asked)
    if found and found[0][0] is None:
        return []
    return found[: stage.little] if stage.little and len(found) < stage.batch else found


def _run(stage: Stage, taken: Sequence[tuple[int, int]]) -> int:
    if not taken:
        return 0
    refs = sorted({ref for _, ref in taken})
    with plans_kept(len(refs), PASSING), _remembering(stage, taken):
        made = stage.work(refs)
    faults.point(f"{stage.name}.worked")
    _pass_on(stage, taken, made)
    faults.point(f"{stage.name}.appended")
    return len(taken)


def _remembering(stage: Stage, taken: Sequence[tuple[int, int]]) -> AbstractContextManager[None]:
    """Have the stage pass over what it looked at in earlier batches, while more waits than it takes at a time."""
    if stage.backlog is None:
        return nullcontext()
    last, until = taken[-1][0], changes.worked_off(stage.reads, stage.after)
    if last >= until:
        stage.backlog.forget()
        return nullcontext()
    return stage.backlog.batch(last, until)


def _pass_on(stage: Stage, taken: Sequence[tuple[int, int]], made: Mapping[Stream, Iterable[int]]) -> None:
    """Move the bookmark past what was taken, and log what was made of it: news for whom the changes were news, where that is known. Wakes the lanes:
    a stage that comes after this one may go on."""
    moved = {"stage": stage.name, "stream": int(stage.reads), "last": taken[-1][0]}
    causes = [audience for (audience,) in planned_rows(sql("move_on"), moved)]
    changes.append(made, causes or None)


def _find_the_bad_one(stage: Stage) -> int:
    """The batch failed: take it again in halves, so that only the refs that fail by themselves are put aside."""
    with transaction.atomic():
        taken = _take(stage)
        execute(PASSING)
        made: dict[Stream, set[int]] = {}
        _work_in_halves(stage, sorted({ref for _, ref in taken}), made)
        if taken:
            _pass_on(stage, taken, made)
        return len(taken)


def _work_in_halves(stage: Stage, refs: Sequence[int], made: dict[Stream, set[int]]) -> None:
    if not refs:
        return
    try:
        with transaction.atomic():
            for stream, changed in stage.work(refs).items():
                made.setdefault(stream, set()).update(changed)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, it is kept with its ref and shown
        if len(refs) == 1:
            _quarantine(stage, refs[0], error)
            return
        middle = len(refs) // 2
        _work_in_halves(stage, refs[:middle], made)
        _work_in_halves(stage, refs[middle:], made)


def _quarantine(stage: Stage, ref: int, error: Exception) -> None:
    log.warning("put aside", extra={"stage": stage.name, "ref": ref, "reason": str(error)})
    moment = clock.now()
    execute(
        """INSERT INTO quarantine (system_id, stage, kind, remote_id, error, first_at, last_at, times)
           SELECT (SELECT system_id FROM record WHERE id = %(ref)s), %(stage)s, %(stream)s, %(ref)s::text, %(error)s, %(now)s, %(now)s, 1
           ON CONFLICT (system_id, stage, kind, remote_id)
           DO UPDATE SET error = excluded.error, last_at = excluded.last_at, times = quarantine.times + 1, settled_at = NULL""",
        {"ref": ref, "stage": stage.name, "stream": stage.reads.name, "error": _plain(error), "now": moment},
    )


def _plain(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\0", "")[:2000]


def _may_retry(error: OperationalError) -> bool:
    """Serialisation failures and deadlocks are tried again on the next round; a lost connection is closed first."""
    if not connection.is_usable():
        connection.close()
    log.info("stage will be tried again", extra={"reason": str(error).partition("\n")[0]})
    return True
