"""Measure identity: are the right records one, how much is asked, how fast.

    python -m bench.identity SIZE POSTMASTER           prints one line of JSON

Lands the records of ``acquaintances.py``, runs the identity stage alone, and compares its clusters with the truth, pair by pair.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import quantiles
from typing import Any

import msgspec

from bench import workspace
from bench.acquaintances import SYSTEMS, Acquaintances, Said
from bench.machine import Peak, processor_seconds

KINDS = ("person", "client", "project")
CHANGES = 200


def main(size: int, postmaster: int) -> None:
    workspace.open_workspace("identity")
    workspace.make_tables()
    from kingpost import flow
    from kingpost.evidence.stage import run_once

    said = Acquaintances(size).records()
    start = time.perf_counter()
    _land(said)
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
    result |= _quality(said) | _one_changed(stage, postmaster)
    print(msgspec.json.encode(result).decode())


def _land(said: Iterable[Said]) -> None:
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
    """Pairwise precision and recall of the final clusters, and the share of records asked about, for each kind."""
    from kingpost.identity import review
    from kingpost.toolbox.sql import rows

    held = {(s, k, r): (e, i) for s, k, r, e, i in rows(
        "SELECT s.key, r.kind, r.remote_id, m.entity_id, r.id FROM record AS r JOIN system AS s ON s.id = r.system_id JOIN member AS m ON m.record_id = r.id")}  # fmt: skip
    found: dict[str, Any] = {}
    for kind in KINDS:
        both, true, made = Counter[Any](), Counter[Any](), Counter[Any]()
        total = 0
        for system, statement, thing in said:
            if statement.kind == kind:
                entity = held[system, kind, statement.remote_id][0]
                both[entity, thing] += 1
                true[thing] += 1
                made[entity] += 1
                total += 1
        hits, wanted, joined = (sum(n * (n - 1) // 2 for n in c.values()) for c in (both, true, made))
        found[kind] = {
            "records": total,
            "precision": hits / max(1, joined),
            "recall": hits / max(1, wanted),
            "asked": review.count_all(kind) / total,
        }
    return found


def _one_changed(stage: Any, postmaster: int) -> dict[str, float]:
    """Milliseconds of the stage's work for one record that changed a little: p95, median, and processor time on average."""
    from django.db import transaction

    from kingpost.toolbox.sql import execute, expect_memory, rows

    query = "SELECT id FROM record WHERE kind IN ('person', 'client', 'project') ORDER BY key LIMIT %s"
    ids = [i for (i,) in rows(query, [CHANGES])]
    execute(
        'UPDATE version SET fields = fields || \'{"title": "Somebody new", "city": "Elsewhere"}\' WHERE record_id = ANY(%s)',
        [ids],
    )
    took, used = [], processor_seconds(os.getpid(), postmaster)
    for record in ids:
        with transaction.atomic():
            expect_memory()
            start = time.perf_counter()
            stage.work([record])
            took.append((time.perf_counter() - start) * 1000)
    used = processor_seconds(os.getpid(), postmaster) - used
    return {
        "one_changed_p95_ms": quantiles(took, n=20)[18],
        "one_changed_median_ms": quantiles(took, n=2)[0],
        "one_changed_processor_ms": used * 1000 / len(ids),
    }


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
        main(int(sys.argv[1]), int(sys.argv[2]))
