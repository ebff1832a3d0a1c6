"""The stages, in the order data travels. The only file that knows the order.

    systems → evidence → [RECORD] → identity → [ENTITY] → knowledge → [PICTURE] → approvals, projects, search, promises, priorities, filing → [FLAG] → proposals

Each stage reads one stream of the change log behind its own bookmark (evidence/stage.py) and recomputes from current state.
"""

from __future__ import annotations

from dataclasses import replace

from kingpost import storm
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.stage import Stage, run_once
from kingpost.identity import resolve
from kingpost.knowledge import index, picture
from kingpost.knowledge.approvals import stage as approvals
from kingpost.knowledge.project_links import stage as project_links
from kingpost.knowledge.promises import stage as promises
from kingpost.priorities import notice
from kingpost.priorities.gather import SEEN
from kingpost.proposals import filing, suggest

RESTS_ON = ("approvals", "projects", "promises")  # what is noticed rests on what these found
STAGES: tuple[Stage, ...] = (
    Stage("first", Stream.RECORD, storm.people_first, batch=resolve.BATCH, apart=("identity",)),
    Stage("identity", Stream.RECORD, resolve.work, batch=resolve.BATCH),
    Stage("knowledge", Stream.ENTITY, picture.work),
    Stage("approvals", Stream.PICTURE, approvals.work),
    Stage("projects", Stream.PICTURE, project_links.work),
    Stage("search", Stream.PICTURE, index.work),
    Stage("promises", Stream.PICTURE, promises.work, batch=4000),
    Stage("priorities", Stream.PICTURE, notice.work, batch=4000, after=RESTS_ON, backlog=SEEN),
    Stage("proposals", Stream.FLAG, suggest.work, batch=10),
    Stage("filing", Stream.PICTURE, filing.work, batch=2000),
    Stage("systems", Stream.SYSTEM, notice.work_systems),
    Stage("grants", Stream.SYSTEM, suggest.work_systems),
)

_FLAGS = next(place for place, stage in enumerate(STAGES) if stage.name == "priorities")
AHEAD, PICTURE = STAGES[:2], STAGES[2:_FLAGS]
LANES = (AHEAD, PICTURE, (replace(STAGES[_FLAGS], little=500), *STAGES[_FLAGS + 1 :]))
"""What the worker runs beside each other. What people wrote in a storm, and who is who, is settled ahead while the rest works on what was settled before: a large
load then has work for two processors, and a person's mail waits for no backlog. The picture has a lane before flags, so that a record is on its client's page
although a thousand flags are looked at again, as when many answers fall due in one minute; and those are looked at little by little, because a person's
answer waits for them. So are suggestions made, ten at a time: at a million things one takes a tenth of a second."""

_OF_A_CLIENT = ("projects", "priorities", "proposals")
EACH = tuple(stage for stage in STAGES if stage.name not in _OF_A_CLIENT)
"""Stages that look at each thing by itself. The others look at all of a client at once: in a first load they would do that again for every part that
comes in."""

AT_ONCE = tuple(replace(stage, batch=50_000) if stage.name in _OF_A_CLIENT else stage for stage in STAGES)
"""All stages; those that look at all of a client take what waits at once. For a first load: a person's answer about a flag would wait for it."""


def step(stages: tuple[Stage, ...] = STAGES) -> int:
    """Run every one of these stages before which something waits once, in order. Returns how many changes were read; 0 means they have worked
    everything off."""
    total, waiting = 0, changes.before({stage.name: stage.reads for stage in stages})
    for stage in stages:
        if stage.name in waiting and (done := run_once(stage)):
            total += done
            waiting = changes.before({stage.name: stage.reads for stage in stages})
    return total


def settle(stages: tuple[Stage, ...] = STAGES, most: int = 100_000) -> int:
    """Run these stages until nothing is left (or ``most`` rounds went by). Returns the changes read."""
    total = 0
    for _ in range(most):
        done = step(stages)
        total += done
        if not done:
            return total
    raise RuntimeError("The stages keep finding work: something sends itself round in a circle.")
