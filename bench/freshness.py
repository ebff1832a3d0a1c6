"""From a change committed in evidence to the moment an open page that looks each two seconds would show it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from statistics import quantiles
from typing import Any

from bench import whole, workspace

TRIES = 20
PAGE_LOOKS_EVERY = 2.0  # seconds; the page's own rhythm comes on top


def main() -> None:
    workspace.open_workspace(whole.WORKSPACE)
    quiet = subprocess.DEVNULL
    worker = subprocess.Popen([sys.executable, "-m", "bench.freshness", "--worker"], stdout=quiet, stderr=quiet)
    try:
        time.sleep(5)
        waits = sorted(_once(n) for n in range(TRIES))
    finally:
        worker.terminate()
        worker.wait()
    worked = quantiles(waits, n=20)[18]
    print(
        json.dumps(
            {
                "worked_off_p50_seconds": waits[TRIES // 2],
                "worked_off_p95_seconds": worked,
                "on_the_page_p95_seconds": worked + PAGE_LOOKS_EVERY * 0.95,
            }
        )
    )


def work() -> None:
    """The product's own worker, which knows the benchmark's connector."""
    workspace.open_workspace(whole.WORKSPACE)
    from kingpost import worker

    worker.run()


def _once(number: int) -> float:
    """Land one mail and wait until it is on its client's timeline; seconds from its commit."""
    from bench.systems import Export
    from kingpost.connectors.base import Native, Page
    from kingpost.evidence.land import Lander
    from kingpost.evidence.models import System
    from kingpost.toolbox.sql import rows

    mail: dict[str, Any] = {"id": f"fresh{number}-{os.getpid()}@bench", "sender": f"person0@{_client()}", "to": ["owner@harrowlane.example"],
                            "subject": f"Fresh {number}", "sent": "2026-11-20T17:00:00+00:00", "body": "Is it there yet?"}  # fmt: skip
    lander = Lander(System.objects.get(key="mail"), Export)
    lander.store(lander.prepare(Page([Native("message", mail["id"], json.dumps(mail).encode())], None)), None)
    start = time.perf_counter()
    while not rows(
        "SELECT 1 FROM timeline AS t JOIN record AS r ON r.id = t.record_id WHERE r.remote_id = %s AND t.client_id > 0",
        [mail["id"]],
    ):
        if time.perf_counter() - start > 60:
            raise RuntimeError("The mail did not appear within a minute.")
        time.sleep(0.02)
    return time.perf_counter() - start


def _client() -> str:
    """The domain of some client."""
    from kingpost.toolbox.sql import rows

    query = "SELECT golden->>'domain' FROM entity WHERE kind = 'client' AND standing = 'client' AND golden ? 'domain' LIMIT 1"
    return str(rows(query)[0][0])


if __name__ == "__main__":
    work() if "--worker" in sys.argv else main()
