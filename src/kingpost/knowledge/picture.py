"""The knowledge stage: entities in, their picture worked out again: links, whose client it is, golden values, timeline.

Everything is recomputed from current state for a batch of entities, set-based, in the order one thing rests on another. What rests
on the result elsewhere (the mails of a person who changed employer) is sent round again through the same stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kingpost.evidence.changes import Stream
from kingpost.knowledge import away, business, disagreements, ruled, staff
from kingpost.knowledge.expand import expand
from kingpost.knowledge.folders import link_by_folder
from kingpost.knowledge.golden import decided_elsewhere, write_joined, write_ruled
from kingpost.knowledge.notices import link_notices
from kingpost.knowledge.ruled import Ruled
from kingpost.toolbox.sql import execute, keeps_plans, numbers, rows, sql

# Whose client a thing is follows from other things: a mail's from its people's, a person's from the employer. So within a batch
# the kinds are taken in this order, and each finds the ones before it done.
TIERS = (
    ("client",),
    ("person", "account"),
    ("project", "agreement"),
    ("ticket", "invoice", "approval"),
    ("task", "deliverable", "time_entry", "comment"),
    ("message", "meeting"),
    ("document",),
)
LONGEST = 200  # steps of one run
QUOTING = frozenset({"message", "meeting", "document", "task"})  # their titles may quote numbers
QUOTED = frozenset(
    {"ticket", "task", "project", "invoice", "client", "agreement", "meeting"}
)  # of these, and a notice may be about any; a folder may be named after a client


@dataclass(frozen=True)
class Batch:
    """The entities of one run and what is known of our own business. Their records wait in the table ``batch`` (batch.sql)."""

    entities: list[int]
    kinds: frozenset[str]
    joined: bool  # some of the entities have several records
    own: list[int]
    domains: list[str]
    zone: str


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Work out these entities again. Returns the pictures that changed and the entities that rest on them."""
    batch = _gather(list(refs))
    again = _link(batch)
    touched, moved = _assign_clients(batch)
    again |= moved
    execute(sql("link_before"))
    sides = ruled.of_batch()
    decided = ruled.with_ends_as_read(ruled.decided(sides))
    again |= _write_entities(batch, sides, decided)
    execute(sql("open_work_write"), {"entities": numbers(batch.entities)})
    execute(sql("timeline"))
    if "meeting" in batch.kinds:
        expand(
            [record for (record,) in rows("SELECT record_id FROM batch WHERE kind = 'meeting'")], batch.zone, decided
        )
    touched |= disagreements.work(batch.entities, batch.kinds, some_joined=batch.joined)
    return {Stream.ENTITY: again, Stream.PICTURE: {*batch.entities, *touched}}


def _gather(entities: list[int]) -> Batch:
    """Lock the entities, in order, and read which records they have."""
    rows(
        "SELECT FROM member WHERE record_id = ANY(%s::bigint[]) ORDER BY record_id FOR NO KEY UPDATE",
        [numbers(entities)],
    )
    execute(sql("batch"), {"entities": numbers(entities)})
    _analyse("batch (record_id, entity_id, audience_id, kind, live, mention, joined)")
    found = rows("SELECT kind, bool_or(joined) FROM batch GROUP BY kind")
    return Batch(
        entities,
        frozenset(kind for kind, _ in found),
        any(joined for _, joined in found),
        business.own_entities(),
        business.value("own_domains"),
        business.zone(),
    )


def _analyse(table: str) -> None:
    """Let the planner know what is in a temporary table, unless there is so little in it that plans are kept."""
    if not keeps_plans():
        execute(f"ANALYZE {table}")


def _link(batch: Batch) -> set[int]:
    """Write the links of these records; returns entities outside the batch that must be looked at again because of them."""
    execute(sql("links_said"))
    if "person" in batch.kinds:
        _analyse("link_wanted")
        execute(sql("links_employer"))
    if batch.kinds & QUOTING:
        execute(sql("links_quoted"))
    if "message" in batch.kinds:
        link_notices()
    if "document" in batch.kinds:
        link_by_folder()
    if "meeting" in batch.kinds:
        away.link_away()
    again = set(rows(sql("links_write")))
    if batch.kinds & QUOTED:
        again |= set(rows(sql("quoting")))
    if "client" in batch.kinds:
        again |= set(rows(sql("working_for"), {}))
    return {entity for (entity,) in again}


def _assign_clients(batch: Batch) -> tuple[set[int], set[int]]:
    """Work out whose client each record is about, kind by kind. Returns (clients touched, entities that rest on a change)."""
    touched: set[int] = set()
    execute(sql("resting"))
    _analyse("resting")
    for step, tier in enumerate(TIERS):
        if kinds := sorted(batch.kinds & set(tier)):
            touched |= _assign(step, kinds, None, batch.own)
    turns = {
        "kinds": [kind for tier in TIERS for kind in tier],
        "steps": [n for n, tier in enumerate(TIERS) for _ in tier],
    }
    since, step = 0, len(TIERS)
    # Things of one kind rest on each other too, one step of a chain at a time. A chain that closes on itself has no end: leave it.
    while step < LONGEST and (late := [record for (record,) in rows(sql("unsettled"), {"since": since, **turns})]):
        touched |= _assign(step, sorted(batch.kinds), late, batch.own)
        since, step = step, step + 1
    return touched, {entity for (entity,) in rows(sql("resting_on"), {"entities": numbers(batch.entities)})}


def _assign(step: int, kinds: list[str], late: list[int] | None, own: list[int]) -> set[int]:
    return {client for (client,) in rows(sql("clients"), {"step": step, "kinds": kinds, "late": late, "own": own})}


def _write_entities(batch: Batch, sides: Sequence[Ruled], decided: Mapping[tuple[int, str], Any]) -> set[int]:
    """Golden values: entities with one record in one statement, joined ones field by field. Returns entities outside the batch that must be
    looked at again, because a ruling about both does or does not hold now, or because they name somebody who is one of us, or is no longer."""
    was = staff.among(batch.entities, batch.domains, before=True)
    called = away.names(batch.entities) if "person" in batch.kinds else set()
    ours = {"own": batch.own, "domains": batch.domains, "zone": batch.zone}
    execute(sql("entities_single"), ours)
    if batch.joined:
        write_joined(ours, decided)
    write_ruled(decided, batch.zone)
    execute(sql("entities_gone"), {"entities": numbers(batch.entities)})
    again = decided_elsewhere(sides, decided)
    if "person" in batch.kinds:
        again |= away.naming(called ^ away.names(batch.entities))
    if was:
        again |= staff.named_by_changed(was, staff.among(batch.entities, batch.domains, before=False))
    return again
