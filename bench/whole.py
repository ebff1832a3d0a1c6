"""Measure the whole way: an object read, until it is on its client's timeline.

    python -m bench.whole EXPORTS POSTMASTER           prints one line of JSON; leaves the workspace for pages.py

One process reads the systems (as the job queue does), another runs the stages identity and knowledge, the first of them in a thread ahead (as the
worker does), and the clock stops when nothing is left to work off. Search and flags are made afterwards and reported beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec

from bench import workspace
from bench.machine import Peak, processor_seconds

WORKSPACE = "bench"
ON_THE_WAY = ("identity", "knowledge")
PAUSE = 0.02  # seconds between looks when there is nothing to do


def main(exports: Path, postmaster: int) -> None:
    workspace.open_workspace(WORKSPACE)
    workspace.connect_systems(exports)
    from kingpost import flow
    from kingpost.toolbox.sql import rows

    start, used = time.perf_counter(), processor_seconds(os.getpid(), postmaster)
    reader = subprocess.Popen([sys.executable, "-m", "bench.whole", "--read"])
    peak = Peak({"reader": reader.pid, "postgres": postmaster, "stages": os.getpid()})
    read_in = _work_off(reader) - start
    seconds, used = time.perf_counter() - start, processor_seconds(os.getpid(), postmaster) - used
    [(objects,)] = rows("SELECT sum(read) FROM sync_run")
    [(lines, with_client, entities)] = rows(
        "SELECT (SELECT count(*) FROM timeline), (SELECT count(*) FROM timeline WHERE client_id <> 0), (SELECT count(*) FROM entity)"
    )
    result = {"objects": objects, "end_to_end_per_second": objects / seconds, "processor_us": used / objects * 1e6, "read_seconds": read_in, "seconds": seconds,
              "timeline_lines": lines, "of_a_client": with_client, "entities": entities}  # fmt: skip
    for stage in flow.STAGES:
        if stage.name not in ON_THE_WAY:
            result[f"{stage.name}_per_second"], result[f"{stage.name}_seconds"] = _drain(stage)
    flow.settle()
    print(msgspec.json.encode(result | {"peak_mb": peak.stop()}).decode())


def _work_off(reader: subprocess.Popen[bytes]) -> float:
    """Run the stages on the way until all is read and worked off. Returns when the reader had ended."""
    from django.db import connection

    from kingpost import flow
    from kingpost.evidence import changes

    behind = tuple(stage for stage in flow.PICTURE if stage.name in ON_THE_WAY)
    read_in: list[float] = []

    def ahead() -> None:
        while True:
            over = reader.poll() is not None  # asked first: what came in before the end is seen after it
            if over and not read_in:
                read_in.append(time.perf_counter())
            if not flow.step(flow.AHEAD):
                if over:
                    break
                time.sleep(PAUSE)
        connection.close()

    lane = threading.Thread(target=ahead)
    lane.start()
    while True:
        over = not lane.is_alive()
        if not flow.step(behind):
            if over:
                break
            time.sleep(PAUSE)
    assert not any(changes.waiting(stage.name, stage.reads) for stage in (*flow.AHEAD, *behind))
    return read_in[0]


def _drain(stage: object) -> tuple[float, float]:
    from kingpost.evidence.stage import run_once

    start, changes = time.perf_counter(), 0
    while done := run_once(stage):  # type: ignore[arg-type]
        changes += done
    seconds = time.perf_counter() - start
    return changes / seconds, seconds


def read() -> None:
    """Read every system once, to its end."""
    workspace.open_workspace(WORKSPACE)
    from kingpost.evidence.sync import sync

    for system in workspace.systems():
        run = sync(system)
        if run.error:
            raise SystemExit(f"{system.title}: {run.error}")


if __name__ == "__main__":
    read() if sys.argv[1] == "--read" else main(Path(sys.argv[1]), int(sys.argv[2]))
