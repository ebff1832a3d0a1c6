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
from kingpost.identity.keys import KEYED_BY_ID, match_keys
from kingpost.identity.model import SAME
from kingpost.identity.profiles import Profile
from kingpost.identity.said import Said, read, read_profile
from kingpost.toolbox.sql import copy_rows, execute, few_rows, numbers, sql


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Settle which entity each of these records belongs to. Returns the entities to be worked out again."""
    with _nothing_collected():
        said = read(refs)
        _store_keys(refs, said)
        touched, known = pairs.work(said)
        # Whoever is paired anew, or no longer, is worked out again with these.
        concerned = touched.union(refs)
        together = _together(concerned)
        alone = _settle_alone(concerned - together)
        changed, now = _settle_together(together, known)
        return {Stream.ENTITY: changed.union(alone, (now.get(ref, ref) for ref in refs))}


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


def _store_keys(refs: Sequence[int], said: Sequence[Said]) -> None:
    """Replace the match keys of these records."""
    if len(said) < len(refs):
        execute(sql("keys_by_id"), {"records": numbers(refs), "kinds": list(KEYED_BY_ID)})
    stale, fresh = [], []
    for one in said:
        if one.kind:
            wanted = match_keys(one.kind, one.remote_id, one.fields)
            if wanted != one.match_keys:
                stale += [(one.record, key) for key in one.match_keys if key not in wanted]
                fresh += [(one.record, key) for key in wanted if key not in one.match_keys]
    if stale:
        execute("DELETE FROM match_key WHERE (record_id, key) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))",
                [[r for r, _ in stale], [k for _, k in stale]])  # fmt: skip
    if fresh:
        copy_rows("match_key", ["record_id", "key"], fresh, ["int8", "text"])


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


def _settle_together(records: Collection[int], known: Mapping[int, Profile]) -> tuple[set[int], dict[int, int]]:
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
        execute(
            """INSERT INTO member (record_id, entity_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])
               ON CONFLICT (record_id) DO UPDATE SET entity_id = excluded.entity_id""",
            [numbers(moved), numbers(moved.values())],
        )
    wanted = {pair: pairs.TORN if pair in found.torn else SAME for pair in verdicts}
    pairs.mark({pair: verdict for pair, verdict in wanted.items() if verdicts[pair] != verdict})
    return {entity for record in moved for entity in (moved[record], was.get(record, record), record)}, was | now


def _gather(records: Collection[int], known: Mapping[int, Profile]) -> tuple[Evidence, dict[tuple[int, int], str]]:
    """What these records are clustered by; and the verdict on each pair of them the model takes for the same, as it stands."""
    ids = numbers(sorted(records))
    order: dict[int, UUID] = {}
    keys: dict[int, list[str]] = {}
    profiles = {r: known[r] for r in records if r in known}
    for record, key, its_keys, kept in few_rows(
        len(records), sql("gathered"), {"records": ids, "known": numbers(profiles)}
    ):
        order[record], keys[record] = key, its_keys
        if kept:
            profiles[record] = read_profile(kept)
    edges = [e for e in few_rows(len(records), sql("edges"), {"records": ids}) if e[0] in order and e[1] in order]
    by_people = [(a, b, verdict) for a, b, verdict, weight in edges if weight is None]
    made = Evidence(
        order, keys, profiles=profiles,
        same=[(a, b) for a, b, verdict in by_people if verdict == "same"],
        different=[(a, b) for a, b, verdict in by_people if verdict == "different"],
        pairs=[(a, b, weight) for a, b, _, weight in edges if weight is not None],
    )  # fmt: skip
    return made, {(a, b): verdict for a, b, verdict, weight in edges if weight is not None}
