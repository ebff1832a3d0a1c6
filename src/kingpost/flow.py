"""The stages, in the order data travels. The only file that knows the order.

    systems → evidence → [RECORD] → identity → [ENTITY] → knowledge → [PICTURE] → approvals, projects, search, promises, priorities, filing → [FLAG] → proposals

Each stage reads one stream of the change log behind its own bookmark (evidence/stage.py) and recomputes from current state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from heapq import nlargest

from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.stage import Stage, run_once
from kingpost.identity import resolve
from kingpost.knowledge import index, picture
from kingpost.knowledge.approvals import stage as approvals
from kingpost.knowledge.project_links import stage as project_links
from kingpost.knowledge.promises import stage as promises
from kingpost.priorities import notice, tone
from kingpost.proposals import filing, suggest
from kingpost.toolbox import clock
from kingpost.toolbox.sql import numbers, plans_kept, rows, sql

STORM = 500  # changes that wait before a stage, from which on what people wrote goes first
FIRST = 100  # things at once that do
FRESH = timedelta(days=1)


def people_first(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """In a storm, take what a person wrote that day to its flag at once, the gravest first, before what systems send. Without one there is nothing to do.

    No other bookmark moves: every stage comes to it again in its turn, recomputes it from current state and finds it as it is.
    """
    if not any(
        changes.waits(stage.name, stage.reads, STORM)
        for stage in STAGES
        if stage.name in ("identity", "knowledge", "priorities")
    ):
        return {}
    written = rows(sql("written"), {"records": numbers(refs), "since": clock.now() - FRESH})
    chosen = [
        one for one, title, text in nlargest(FIRST, written, key=lambda row: tone.of(f"{row[1]}. {row[2]}").points)
    ]
    if not chosen:
        return {}
    by = rows(sql("written_by"), {"records": numbers(chosen), "waiting": numbers(refs)})
    with plans_kept(len(chosen)):
        entities = resolve.work(sorted({*chosen, *(one for (one,) in by)}))[Stream.ENTITY]
        made = picture.work(sorted(set(entities)))
        told = notice.work(sorted(set(made[Stream.PICTURE])))
    return {
        Stream.ENTITY: {*entities, *made[Stream.ENTITY]},
        Stream.PICTURE: made[Stream.PICTURE],
        Stream.FLAG: told[Stream.FLAG],
    }


STAGES: tuple[Stage, ...] = (
    Stage("first", Stream.RECORD, people_first, batch=resolve.BATCH),
    Stage("identity", Stream.RECORD, resolve.work, batch=resolve.BATCH),
    Stage("knowledge", Stream.ENTITY, picture.work),
    Stage("approvals", Stream.PICTURE, approvals.work),
    Stage("projects", Stream.PICTURE, project_links.work),
    Stage("search", Stream.PICTURE, index.work),
    Stage("promises", Stream.PICTURE, promises.work, batch=4000),
    Stage("priorities", Stream.PICTURE, notice.work, batch=4000),
    Stage("proposals", Stream.FLAG, suggest.work, batch=100),
    Stage("filing", Stream.PICTURE, filing.work, batch=2000),
    Stage("systems", Stream.SYSTEM, notice.work_systems),
    Stage("grants", Stream.SYSTEM, suggest.work_systems),
)

AHEAD, BEHIND = STAGES[:2], STAGES[2:]
"""What people wrote in a storm, and who is who, is settled in a lane of its own while the rest works on what was settled before: a large load then has work
for two processors, and a person's mail waits for no backlog."""

EACH = tuple(stage for stage in STAGES if stage.name not in ("projects", "priorities", "proposals"))
"""Stages that look at each thing by itself. The others look at all of a client at once: in a first load they would do that again for every part that
comes in."""


def step(stages: tuple[Stage, ...] = STAGES) -> int:
    """Run every one of these stages once, in order. Returns how many changes were read; 0 means they have worked everything off."""
    return sum(run_once(stage) for stage in stages)


def settle(most: int = 100_000) -> int:
    """Run the stages until nothing is left (or ``most`` rounds went by). Returns the changes read."""
    total = 0
    for _ in range(most):
        done = step()
        total += done
        if not done:
            return total
    raise RuntimeError("The stages keep finding work: something sends itself round in a circle.")
