"""The identity stage: changed records in, their entities worked out again from keys, the model's pairs and people's rulings.

Most records hang together with no other: those are settled in one statement. For the rest, everything they hang together with is
read (a few rounds of set-based look-ups), clustered anew in ``clusters.py``, and the memberships that changed are written.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from kingpost.evidence.changes import Stream
from kingpost.identity import pairs
from kingpost.identity.clusters import HUB, Evidence, cluster
from kingpost.identity.described import Described, read_profile
from kingpost.identity.hands import hands
from kingpost.identity.keeping import TORN
from kingpost.identity.model import SAME
from kingpost.toolbox.sql import few_rows, numbers, sql

BATCH = 200_000
"""Records in one run. In a backlog as many as memory allows (about 2 kB each) are worked out at once: what hangs together is then found once, not in
each of many runs."""

Known = Mapping[int, Described]


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Settle which entity each of these records belongs to. Returns the entities to be worked out again."""
    with _nothing_collected(), hands(len(refs)) as share:
        touched, told, again = pairs.work(refs, share)
    # Whoever is paired anew, or no longer, is worked out again with these; what changed nothing a cluster rests on stays where it is.
    concerned = touched.union(d.record for d in (*told, *again) if d.moved)
    with _nothing_collected():
        together = _together(concerned)
        alone = _settle_alone(concerned - together - {d.record for d in told if d.entity == d.record})
        changed, now = _settle_together(together, {d.record: d for d in (*told, *again)})
    stayed = {d.record: d.entity for d in told if d.record not in concerned}
    return {Stream.ENTITY: changed.union(alone, (now.get(ref) or stayed.get(ref) or ref for ref in refs))}


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """No search for cycles: a batch makes a million small objects and not one cycle, and to look at them again and again takes a third of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _together(records: Collection[int]) -> set[int]:
    """Of these records, those that hang together with others, and everything reachable from them: over shared keys, "same" judgements,
    pairs and present clusters."""
    found: set[int] = set()
    edge = set(records)
    while edge:
        steps = few_rows(len(edge), sql("neighbours"), {"records": numbers(sorted(edge)), "hub": HUB})
        reached = {record for step in steps for record in step}
        edge = reached - found - edge
        found |= reached
    return found


def _settle_alone(records: Collection[int]) -> set[int]:
    """Records that hang together with nothing: each is an entity of its own. Returns the entities concerned."""
    if not records:
        return set()
    found = few_rows(len(records), sql("settle_alone"), {"records": numbers(sorted(records))})
    return {entity for pair in found for entity in pair if entity}


def _settle_together(records: Collection[int], known: Known) -> tuple[set[int], dict[int, int]]:
    """Cluster these records, which hang together with no others; write what changed. Returns the entities concerned, and the entity of each."""
    if not records:
        return set(), {}
    query = "SELECT record_id, entity_id FROM member WHERE record_id = ANY(%(records)s::bigint[]) ORDER BY record_id FOR UPDATE"
    was = dict(few_rows(len(records), query, {"records": numbers(sorted(records))}))
    evidence, verdicts = _gather(records, known)
    found = cluster(evidence)
    now = {record: min(group) for group in found.groups for record in group}
    moved = {record: entity for record, entity in now.items() if was.get(record) != entity}
    if moved:
        query = """INSERT INTO member (record_id, entity_id) SELECT * FROM unnest(%(records)s::bigint[], %(entities)s::bigint[])
                   ON CONFLICT (record_id) DO UPDATE SET entity_id = excluded.entity_id"""
        few_rows(len(moved), query, {"records": numbers(moved), "entities": numbers(moved.values())})
    wanted = {pair: TORN if pair in found.torn else SAME for pair in verdicts}
    pairs.mark({pair: verdict for pair, verdict in wanted.items() if verdicts[pair] != verdict})
    return {entity for record in moved for entity in (moved[record], was.get(record, record), record)}, was | now


def _gather(records: Collection[int], known: Known) -> tuple[Evidence, dict[tuple[int, int], str]]:
    """What these records are clustered by; and the verdict on each pair of them the model takes for the same, as it stands."""
    order, keys, texts = {}, {}, {}
    for d in (known[r] for r in records if r in known and known[r].key):  # without a key: the record is no more
        order[d.record], keys[d.record], texts[d.record] = UUID(d.key), d.match_keys, d.profile
    edges = []
    asked = {"records": numbers(sorted(records)), "unknown": numbers(sorted(records - known.keys()))}
    for record, key, its_keys, kept, other, verdict, weight in few_rows(len(records), sql("gathered"), asked):
        if other is None:
            order[record], keys[record], texts[record] = key, its_keys, kept
        else:
            edges.append((record, other, verdict, weight))
    edges = [e for e in edges if e[0] in order and e[1] in order]
    by_people = [(a, b, verdict) for a, b, verdict, weight in edges if weight is None]
    made = Evidence(
        order, keys, profiles={r: read_profile(text) for r, text in texts.items() if text},
        same=[(a, b) for a, b, verdict in by_people if verdict == "same"],
        different=[(a, b) for a, b, verdict in by_people if verdict == "different"],
        pairs=[(a, b, weight) for a, b, _, weight in edges if weight is not None],
    )  # fmt: skip
    return made, {(a, b): verdict for a, b, verdict, weight in edges if weight is not None}
