"""The whole way: read by one process, worked off by another, until every record is on its client's timeline; search beside it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

from bench.ground import ground, systems


def main() -> None:
    if len(sys.argv) > 3:
        work()
        return
    with ground() as (_, exports):
        found = systems(exports)
        environment = os.environ | {"KINGPOST_DATA_DIR": os.environ["KINGPOST_DATA_DIR"]}
        worker = subprocess.Popen(
            [sys.executable, "-m", "bench.flow", *sys.argv[1:3], "work"],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        start = time.perf_counter()
        count = _read(found)
        read = time.perf_counter() - start
        _settled(("identity", "knowledge"))
        known = time.perf_counter() - start
        _settled(("search",))
        searchable = time.perf_counter() - start
        worker.stdin = None
        worker.terminate()
        memory = json.loads(worker.communicate()[0].strip().splitlines()[-1])
        print(json.dumps({
            "records": count, "read_seconds": round(read, 1), "end_to_end_seconds": round(known, 1), "end_to_end_per_second": round(count / known),
            "with_search_per_second": round(count / searchable), "worker_memory_mb": memory, "timeline_lines": _count("timeline"),
        }))  # fmt: skip


def work() -> None:
    """The worker: the stages up to search, until told to stop; prints its peak memory in MB."""
    import signal

    from kingpost.commands import database

    database.set_up_django()
    from kingpost import flow

    stages = [stage for stage in flow.STAGES if stage.name in ("identity", "knowledge", "search")]
    going = [True]
    signal.signal(signal.SIGTERM, lambda *_: going.clear())
    while going:
        done = sum(flow.run_once(stage) for stage in stages[:2])
        if not done and not flow.run_once(stages[2]):
            time.sleep(0.05)
    print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


def _read(found: list[Any]) -> int:
    from kingpost.evidence.sync import sync

    return sum(sync(system).read for system in found)


def _settled(stages: tuple[str, ...]) -> None:
    from kingpost import flow
    from kingpost.evidence.changes import waiting

    reads = {stage.name: stage.reads for stage in flow.STAGES}
    while any(waiting(name, reads[name]) for name in stages):
        time.sleep(0.1)


def _count(table: str) -> int:
    from kingpost.toolbox.sql import rows

    [(count,)] = rows(f"SELECT count(*) FROM {table}")  # noqa: S608  our own name
    return int(count)


if __name__ == "__main__":
    main()
