"""The knowledge stage: entities in, their picture worked out again: links, whose client it is, golden values, timeline.

Everything is recomputed from current state for a batch of entities, set-based, in the order one thing rests on another. What rests
on the result elsewhere (the mails of a person who changed employer) is sent round again through the same stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kingpost.evidence.changes import Stream
from kingpost.knowledge import business
from kingpost.knowledge.expand import expand
from kingpost.knowledge.golden import write_joined
from kingpost.toolbox.sql import execute, rows, sql

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


@dataclass(frozen=True)
class Batch:
    """The entities of one run with their records, by kind, and what is known of our own business."""

    entities: list[int]
    records: list[int]
    by_kind: dict[str, list[int]]
    single: list[int]  # records that are an entity of their own
    joined: list[int]  # entities with several records
    own: list[int]
    zone: str

    def of(self, *kinds: str) -> list[int]:
        """The records of these kinds."""
        return [record for kind in kinds for record in self.by_kind.get(kind, ())]


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Work out these entities again. Returns the pictures that changed and the entities that rest on them."""
    batch = _gather(list(refs))
    again = _link(batch)
    touched, moved = _assign_clients(batch)
    again |= moved
    _write_entities(batch)
    execute(sql("timeline"), {"records": batch.records})
    if meetings := batch.of("meeting"):
        expand(meetings)
    return {Stream.ENTITY: again - set(batch.entities), Stream.PICTURE: {*batch.entities, *touched}}


def _gather(entities: list[int]) -> Batch:
    """Lock the entities, in order, and read which records they have."""
    rows("SELECT record_id FROM member WHERE record_id = ANY(%s) ORDER BY record_id FOR NO KEY UPDATE", [entities])
    found = rows("SELECT m.entity_id, m.record_id, r.kind FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE m.entity_id = ANY(%s)", [entities])
    by_kind: dict[str, list[int]] = {}
    members: dict[int, list[int]] = {}
    for entity, record, kind in found:
        by_kind.setdefault(kind, []).append(record)
        members.setdefault(entity, []).append(record)
    single = [records[0] for records in members.values() if len(records) == 1]
    joined = [entity for entity, records in members.items() if len(records) > 1]
    return Batch(entities, [record for _, record, _ in found], by_kind, single, joined, business.own_entities(), business.zone())


def _link(batch: Batch) -> set[int]:
    """Write the links of these records; returns entities that are only mentioned and must be looked at because of them."""
    execute(sql("links_wanted"))
    execute(sql("links_said"), {"records": batch.records})
    if people := batch.of("person"):
        execute("ANALYZE link_wanted")
        execute(sql("links_employer"), {"records": batch.records, "people": people})
    if quoting := batch.of("message", "meeting", "document", "task"):
        execute(sql("links_quoted"), {"records": quoting})
    return {entity for (entity,) in rows(sql("links_write"), {"records": batch.records})}


def _assign_clients(batch: Batch) -> tuple[set[int], set[int]]:
    """Work out whose client each record is about, kind by kind. Returns (clients touched, entities that rest on a change)."""
    touched: set[int] = set()
    changed: set[int] = set()
    passes = [records for kinds in TIERS if (records := batch.of(*kinds))]
    while passes:
        for record, was, now in rows(sql("clients"), {"records": passes.pop(0), "own": batch.own}):
            touched |= {client for client in (was, now) if client}
            if was != now:
                changed.add(record)
        if not passes:  # replies and sub-tasks rest on things of their own kind: again for those, one step at a time
            late = [record for (record,) in rows(sql("unsettled"), {"records": batch.records})]
            passes = [late] if late else []
    if not changed:
        return touched, set()
    return touched, {entity for (entity,) in rows(sql("resting_on"), {"records": list(changed)})}


def _write_entities(batch: Batch) -> None:
    """Golden values: entities with one record in one statement, joined ones field by field."""
    execute(sql("entities_single"), {"records": batch.single, "own": batch.own, "zone": batch.zone})
    if batch.joined:
        write_joined(batch.joined, batch.own, batch.zone)
    execute(sql("entities_gone"), {"entities": batch.entities})
