"""Measure identity: are the right records one, how much is asked, how fast.

    python -m bench.identity SIZE POSTMASTER SEED      prints one line of JSON

Lands the records of ``acquaintances.py``, runs the identity stage alone, and compares its clusters with the truth, pair by pair; beside them
what plain exact keys would have joined. Then single records change, each worked off by a run of the stage of its own.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from bench import one_changed, workspace
from bench.acquaintances import SYSTEMS, Acquaintances, Said
from bench.machine import Peak, processor_seconds

KINDS = ("person", "client", "project")


def main(size: int, postmaster: int, seed: int) -> None:
    workspace.open_workspace("identity")
    workspace.make_tables()
    from kingpost import flow
    from kingpost.evidence.stage import run_once

    said = Acquaintances(size, seed).records()
    start = time.perf_counter()
    land_natives(said)
    landed = time.perf_counter() - start
    stage = next(stage for stage in flow.STAGES if stage.name == "identity")
    peak, start, used = (
        Peak({"stage": os.getpid(), "postgres": postmaster}),
        time.perf_counter(),
        processor_seconds(os.getpid(), postmaster),
    )
    while run_once(stage):
        pass
    seconds, used = time.perf_counter() - start, processor_seconds(os.getpid(), postmaster) - used
    result: dict[str, Any] = {
        "records": len(said),
        "landed_seconds": landed,
        "seconds": seconds,
        "processor_seconds": used,
        "peak_mb": peak.stop(),
    }
    result |= _quality(said) | one_changed.measure(stage, postmaster)
    print(msgspec.json.encode(result).decode())


def land_natives(said: Iterable[Said]) -> None:
    """Land these statements, each in its system; the systems are made."""
    from kingpost.accounts.models import Audience
    from kingpost.connectors.base import Native, Page
    from kingpost.evidence.land import Lander
    from kingpost.evidence.models import System
    from kingpost.toolbox import clock

    everyone, now = Audience.objects.get(pk=1), clock.now()
    by_system = defaultdict(list)
    for key, statement, _ in said:
        by_system[key].append(Native("said", f"{statement.kind}/{statement.remote_id}", msgspec.json.encode(statement)))
    for key in SYSTEMS:
        system = System.objects.create(
            key=key, title=key.title(), connector="said", audience=everyone, connected_at=now, started_at=now
        )
        lander, natives = Lander(system, workspace.Said), by_system[key]
        for first in range(0, len(natives), 4000):
            lander.store(lander.prepare(Page(natives[first : first + 4000], None)), None)


def _quality(said: list[Said]) -> dict[str, Any]:
    """Pairwise precision and recall of the final clusters and of plain exact keys, and the share of records asked about, for each kind."""
    from kingpost.identity import review
    from kingpost.toolbox.sql import rows

    held = {(s, k, r): (e, i) for s, k, r, e, i in rows(
        "SELECT s.key, r.kind, r.remote_id, m.entity_id, r.id FROM record AS r JOIN system AS s ON s.id = r.system_id JOIN member AS m ON m.record_id = r.id")}  # fmt: skip
    plain = _by_exact_keys()
    found: dict[str, Any] = {}
    for kind in KINDS:
        ours = [(held[s, kind, what.remote_id], thing) for s, what, thing in said if what.kind == kind]
        precision, recall = _pairwise((entity, thing) for (entity, _), thing in ours)
        by_keys = _pairwise((plain.get(record, record), thing) for (_, record), thing in ours)
        found[kind] = {
            "records": len(ours),
            "precision": precision,
            "recall": recall,
            "asked": review.count_all(kind) / len(ours),
            "exact_keys": {"precision": by_keys[0], "recall": by_keys[1]},
        }
    return found


def _pairwise(put: Iterable[tuple[int, int]]) -> tuple[float, float]:
    """Precision and recall over all pairs of records, each given as the thing it was taken for and the thing it is."""
    both = Counter(put)
    made, true = Counter[int](), Counter[int]()
    for (entity, thing), many in both.items():
        made[entity] += many
        true[thing] += many
    hits, joined, wanted = (sum(n * (n - 1) // 2 for n in c.values()) for c in (both, made, true))
    return hits / max(1, joined), hits / max(1, wanted)


def _by_exact_keys() -> dict[int, int]:
    """The anchor: records that share a mail address, domain, number or code are one, and nothing else is. The least record of each record's group."""
    from kingpost.toolbox.sql import rows

    least: dict[int, int] = {}

    def root(record: int) -> int:
        while (above := least.setdefault(record, record)) != record:
            least[record] = least[above]
            record = above
        return record

    query = "SELECT array_agg(record_id ORDER BY record_id) FROM match_key WHERE NOT starts_with(key, 'name:') GROUP BY key HAVING count(*) > 1"
    for (records,) in rows(query):
        first = root(records[0])
        for other in records[1:]:
            first, second = sorted((first, root(other)))
            least[second] = first
    return {record: root(record) for record in least}


def explain(size: int, kind: str, most: int = 25) -> None:
    """Print pairs that were joined wrongly or missed, with what the comparison said: for whoever improves the rules."""
    workspace.open_workspace("identity")
    from kingpost.identity import model, pairs
    from kingpost.toolbox.sql import rows

    said = Acquaintances(size).records()
    held = {(s, k, r): (e, i) for s, k, r, e, i in rows(
        "SELECT s.key, r.kind, r.remote_id, m.entity_id, r.id FROM record AS r JOIN system AS s ON s.id = r.system_id JOIN member AS m ON m.record_id = r.id")}  # fmt: skip
    by_entity, by_thing = defaultdict(list), defaultdict(list)
    for system, statement, thing in said:
        if statement.kind == kind:
            entity, number = held[system, kind, statement.remote_id]
            by_entity[entity].append((number, thing, statement))
            by_thing[thing].append((number, entity, statement))
    for title, groups in (("WRONGLY JOINED", by_entity), ("MISSED", by_thing)):
        shown = 0
        for group in groups.values():
            if len({g[1] for g in group}) > 1 and shown < most:
                shown += 1
                print(f"--- {title}")
                profiles = pairs.read_profiles([g[0] for g in group])
                for number, other, statement in group:
                    print("   ", other, statement.fields, profiles.get(number))
                first = group[0]
                for another in group[1:]:
                    if another[1] != first[1]:
                        scored = model.score(profiles[first[0]], profiles[another[0]], model.DEFAULT)
                        print("      ", f"{scored.weight:.1f}", scored.levels)


if __name__ == "__main__":
    if sys.argv[1] == "--explain":
        explain(int(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
