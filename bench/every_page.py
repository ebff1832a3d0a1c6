"""Every page once, slowest first: what is not among the pages measured by themselves must not grow unseen either.

Needs the part whole. A page about one thing is opened for one of each kind: the one most hangs on. What only takes forms is passed over.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from statistics import median

from bench import pages, whole, workspace

TIMES = 3
PATIENCE = 120  # seconds until a page is given up
PASSED_OVER = re.compile(r"account/|sign-|api/|assets/|healthz|live|undo")


def main() -> None:
    workspace.open_workspace(whole.WORKSPACE)
    with pages.server() as (port, cookie):
        found = {address: took for address in addresses() if (took := opened(address, port, cookie)) is not None}
    print(json.dumps(dict(sorted(found.items(), key=lambda one: -one[1]))))


def addresses() -> Iterator[str]:
    """The addresses of all pages, those about one thing for one of each kind."""
    from kingpost.urls import urlpatterns

    numbers = _numbers()
    for one in urlpatterns:
        route = str(one.pattern)
        if PASSED_OVER.match(route):
            continue
        kinds = next((kinds for start, kinds in numbers.items() if route.startswith(start)), [])
        for value in kinds if "<" in route else [""]:
            address = re.sub(r"<(?:int|uuid|slug):\w+>", value, route, count=1).replace("<str:field>", "status")
            if "<" not in address:
                yield f"/{address}"


def _numbers() -> dict[str, list[str]]:
    """By how a route begins, what to put in: of things one of each kind, the one with the most records that point at it."""
    from kingpost.toolbox.sql import rows

    things = """SELECT DISTINCT ON (e.kind) e.entity_id::text FROM entity AS e JOIN member AS m USING (entity_id) JOIN link AS l ON l.target_id = m.record_id
                GROUP BY e.kind, e.entity_id ORDER BY e.kind, count(*) DESC, e.entity_id"""
    first = {
        "things/": things,
        "clients/": "SELECT client_id::text FROM timeline WHERE client_id > 0 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
        "flags/": "SELECT id::text FROM flag WHERE closed_at IS NULL ORDER BY score DESC, id LIMIT 1",
        "disagreements/": "SELECT id::text FROM disagreement WHERE closed_at IS NULL ORDER BY id LIMIT 1",
        "promises/": "SELECT key::text FROM promise ORDER BY key LIMIT 1",
        "systems/": "SELECT key FROM system ORDER BY id LIMIT 1",
    }
    return {start: [value for (value,) in rows(query)] for start, query in first.items()}


def opened(address: str, port: int, cookie: str) -> float | None:
    """Milliseconds, the middle of three after a first; None for what is no page to read."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    took = []
    for _ in range(1 + TIMES):
        start = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": f"sessionid={cookie}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            if answer.status >= 500:
                raise RuntimeError(f"{address} answered {answer.status}")
            return None
        took.append((time.perf_counter() - start) * 1000)
    return round(median(took[1:]), 1)


if __name__ == "__main__":
    main()
