"""The knowledge stage: entities in, their picture worked out again: links, whose client it is, golden values, timeline.

Everything is recomputed from current state for a batch of entities, set-based, in the order one thing rests on another. What rests
on the result elsewhere (the mails of a person who changed employer) is sent round again through the same stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Work out these entities again. Returns the pictures that changed and the entities that rest on them."""
    entities = list(refs)
    rows("SELECT record_id FROM member WHERE record_id = ANY(%s) ORDER BY record_id FOR NO KEY UPDATE", [entities])
    records = [r for (r,) in rows("SELECT record_id FROM member WHERE entity_id = ANY(%s)", [entities])]
    about = {"entities": entities, "records": records, "own": business.own_entities(), "zone": business.zone()}
    again = _link(about)
    touched, moved = _assign_clients(about)
    again |= moved
    _write_entities(about)
    _write_timeline(about)
    expand(records)
    return {Stream.ENTITY: again - set(entities), Stream.PICTURE: {*entities, *touched}}


def _link(about: Mapping[str, object]) -> set[int]:
    """Write the links of these records; returns entities that are only mentioned and must be looked at because of them."""
    execute(sql("links_wanted"))
    execute("TRUNCATE link_wanted")
    execute(sql("links_said"), about)
    execute(sql("links_employer"), about)
    execute(sql("links_quoted"), about)
    return {entity for (entity,) in rows(sql("links_write"), about)}


def _assign_clients(about: Mapping[str, object]) -> tuple[set[int], set[int]]:
    """Work out whose client each record is about, kind by kind. Returns (clients touched, entities that rest on a change)."""
    touched: set[int] = set()
    changed: list[int] = []
    every_kind = sorted({kind for kinds in TIERS for kind in kinds})
    passes = [(list(kinds), about["records"]) for kinds in TIERS]
    while passes:
        kinds, records = passes.pop(0)
        for record, was, now in rows(sql("clients"), {**about, "kinds": kinds, "records": records}):
            touched |= {client for client in (was, now) if client}
            if was != now:
                changed.append(record)
        if not passes:  # replies and sub-tasks rest on things of their own kind: again for those, one step at a time
            late = [record for (record,) in rows(sql("unsettled"), about)]
            passes = [(every_kind, late)] if late else []
    moved = {entity for (entity,) in rows(sql("resting_on"), {"records": changed, "entities": about["entities"]})} if changed else set()
    return touched, moved


def _write_entities(about: Mapping[str, object]) -> None:
    """Golden values: entities with one record in one statement, joined ones field by field."""
    execute(sql("entities_single"), about)
    write_joined(about)
    execute(sql("entities_gone"), about)


def _write_timeline(about: Mapping[str, object]) -> None:
    execute(sql("timeline"), about)
