"""Measure landing alone, beside the plainest way to keep the same objects: COPY into a temporary table and one upsert.

    python -m bench.evidence EXPORTS POSTMASTER          prints one line of JSON

Both read the same files and store the same bytes. The plain way keeps one row an object (system, kind, id, bytes) and nothing else; ours also
translates, keeps versions, mentions and references, and logs changes. The plain way runs before and after ours and its mean counts, so that a
machine whose speed drifts does not favour either.
"""

from __future__ import annotations

import os
import sys
import time
from itertools import islice
from pathlib import Path

import msgspec

from bench import workspace
from bench.company import SYSTEMS
from bench.machine import processor_seconds

TOGETHER = 4  # pages in one transaction of the plain way, as many as ours puts together at most


def main(exports: Path, postmaster: int) -> None:
    workspace.open_workspace("bench_evidence")
    workspace.connect_systems(exports)
    used = [processor_seconds(os.getpid(), postmaster)]
    objects, before, plain_again = plain(exports)
    used.append(processor_seconds(os.getpid(), postmaster))
    _, evidence = ours()
    used.append(processor_seconds(os.getpid(), postmaster))
    _, after, _ = plain(exports)
    unread()
    _, no_change = ours()
    unread()
    _, no_change_again = ours()
    rate = objects / ((before + after) / 2)
    unchanged = objects / min(no_change, no_change_again)
    print(msgspec.json.encode({
        "objects": objects, "plain_per_second": rate, "evidence_per_second": objects / evidence, "evidence_ratio": objects / evidence / rate,
        "plain_again_per_second": objects / plain_again, "no_change_per_second": unchanged, "no_change_ratio": unchanged / (objects / plain_again),
        "plain_processor_us": (used[1] - used[0]) / 2 / objects * 1e6, "processor_us": (used[2] - used[1]) / objects * 1e6,
    }).decode())  # fmt: skip


def plain(exports: Path) -> tuple[int, float, float]:
    """(objects, seconds for a first load, seconds for the same again) of COPY and upsert."""
    from kingpost.toolbox.sql import execute

    execute("DROP TABLE IF EXISTS plain")
    execute(
        "CREATE TABLE plain (system text, kind text, remote_id text, raw bytea, PRIMARY KEY (system, kind, remote_id))"
    )
    objects, first = _plain_load(exports)
    _, second = _plain_load(exports)
    return objects, first, second


def _plain_load(exports: Path) -> tuple[int, float]:
    from django.db import transaction

    from bench.systems import Export
    from kingpost.toolbox.sql import copy_rows, execute

    objects, start = 0, time.perf_counter()
    for key in SYSTEMS:
        pages = Export({"path": str(exports / f"{key}.jsonl")}).read(None)
        while some := list(islice(pages, TOGETHER)):
            natives = [native for page in some for native in page.items]
            with transaction.atomic():
                execute(
                    "CREATE TEMPORARY TABLE IF NOT EXISTS coming (system text, kind text, remote_id text, raw bytea) ON COMMIT DELETE ROWS"
                )
                values = ((key, n.kind, n.remote_id, n.raw) for n in natives)
                copy_rows("coming", ["system", "kind", "remote_id", "raw"], values, ["text", "text", "text", "bytea"])
                execute(
                    "INSERT INTO plain SELECT * FROM coming ON CONFLICT (system, kind, remote_id) DO UPDATE SET raw = excluded.raw"
                )
            objects += len(natives)
    return objects, time.perf_counter() - start


def ours() -> tuple[int, float]:
    """Sync every system once. Returns (objects read, seconds)."""
    from kingpost.evidence.sync import sync

    start = time.perf_counter()
    read = sum(sync(system).read for system in workspace.systems())
    return read, time.perf_counter() - start


def unread() -> None:
    """Put every cursor back to the start: the next sync is a full one in which nothing has changed."""
    from kingpost.evidence.models import System

    System.objects.update(cursor=None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
