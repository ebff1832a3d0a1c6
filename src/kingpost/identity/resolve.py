"""The identity stage: changed records in, their entities worked out again from keys, the model's pairs and people's rulings.

Most records share no key with any other: those are settled in one statement. For the rest, everything they hang together with is
read (a few rounds of set-based look-ups), clustered anew in ``clusters.py``, and the memberships that changed are written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from kingpost.evidence.changes import Stream
from kingpost.identity import pairs
from kingpost.identity.clusters import HUB, Evidence, cluster
from kingpost.identity.keys import KEYED_BY_FIELDS, KEYED_BY_ID, match_keys
from kingpost.toolbox.sql import copy_rows, execute, numbers, rows, sql

_decode = msgspec.json.decode


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Settle which entity each of these records belongs to. Returns the entities to be worked out again."""
    records = numbers(refs)
    _store_keys(records)
    # Whoever is paired anew, or no longer, is worked out again with these.
    concerned = set(refs) | pairs.work(refs)
    records = numbers(sorted(concerned))
    touching = {record for (record,) in rows(sql("touching"), {"records": records})}
    alone = rows(sql("settle_alone"), {"records": numbers(sorted(concerned - touching))})
    changed: set[int] = {entity for pair in alone for entity in pair if entity}
    changed |= _settle_together(touching)
    changed |= {
        entity
        for (entity,) in rows("SELECT entity_id FROM member WHERE record_id = ANY(%s::bigint[])", [numbers(refs)])
    }
    return {Stream.ENTITY: changed}


def _store_keys(records: str) -> None:
    """Replace the match keys of these records."""
    execute(sql("keys_by_id"), {"records": records, "kinds": list(KEYED_BY_ID)})
    found = rows(sql("records"), {"records": records, "kinds": list(KEYED_BY_FIELDS)})
    wanted = {(record, key) for record, kind, remote_id, fields in found
              for key in match_keys(kind, remote_id, _decode(fields) if fields else {})}  # fmt: skip
    ids = numbers(record for record, *_ in found)
    held = set(rows("SELECT record_id, key FROM match_key WHERE record_id = ANY(%s::bigint[])", [ids]))
    if stale := held - wanted:
        execute("DELETE FROM match_key WHERE (record_id, key) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))",
                [[r for r, _ in stale], [k for _, k in stale]])  # fmt: skip
    if fresh := wanted - held:
        copy_rows("match_key", ["record_id", "key"], sorted(fresh), ["int8", "text"])


def _settle_together(records: Collection[int]) -> set[int]:
    """Cluster everything these records hang together with; write what changed. Returns the entities concerned."""
    if not records:
        return set()
    order, keys, was = _gather(records)
    judged = rows(
        "SELECT one, other, verdict FROM judgement WHERE withdrawn_at IS NULL AND one = ANY(%s::bigint[]) AND other = ANY(%s::bigint[])",
        [numbers(order), numbers(order)],
    )
    evidence = Evidence(
        order, keys,
        same=[(a, b) for a, b, verdict in judged if verdict == "same"],
        different=[(a, b) for a, b, verdict in judged if verdict == "different"],
        profiles=pairs.read_profiles(order), pairs=pairs.taken_for_same(order),
    )  # fmt: skip
    now = {record: min(group) for group in cluster(evidence) for record in group}
    moved = {record: entity for record, entity in now.items() if was.get(record) != entity}
    execute(
        """INSERT INTO member (record_id, entity_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])
           ON CONFLICT (record_id) DO UPDATE SET entity_id = excluded.entity_id""",
        [numbers(moved), numbers(moved.values())],
    )
    return {entity for record in moved for entity in (moved[record], was.get(record, record), record)}


def _gather(records: Collection[int]) -> tuple[dict[int, UUID], dict[int, list[str]], dict[int, int]]:
    """Everything reachable over shared keys, "same" judgements and present clusters: record keys, match keys, present entities."""
    everything: set[int] = set()
    edge = set(records)
    while edge:
        everything |= edge
        edge = {r for (r,) in rows(sql("neighbours"), {"records": numbers(sorted(edge)), "hub": HUB})} - everything
    ids = numbers(sorted(everything))
    rows("SELECT record_id FROM member WHERE record_id = ANY(%s::bigint[]) ORDER BY record_id FOR UPDATE", [ids])
    order = dict(rows("SELECT id, key FROM record WHERE id = ANY(%s::bigint[])", [ids]))
    keys: dict[int, list[str]] = {}
    for record, key in rows("SELECT record_id, key FROM match_key WHERE record_id = ANY(%s::bigint[])", [ids]):
        keys.setdefault(record, []).append(key)
    was = dict(rows("SELECT record_id, entity_id FROM member WHERE record_id = ANY(%s::bigint[])", [ids]))
    return order, keys, was
