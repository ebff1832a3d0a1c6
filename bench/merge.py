"""Two clients with 10,000 rows are brought together, and taken apart again.

    python -m bench.merge ROWS POSTMASTER              prints one line of JSON

The clock runs from the ruling until identity has settled it (new entity numbers are in force, nothing is copied), and until the whole picture is
worked out again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec

from bench import workspace

ROUNDS = 3


def main(many: int) -> None:
    workspace.open_workspace("merge")
    workspace.make_tables()
    from kingpost import flow
    from kingpost.accounts.models import User
    from kingpost.evidence.stage import run_once
    from kingpost.identity import judge
    from kingpost.toolbox.sql import rows

    _land(many)
    flow.settle()
    by = User.objects.create_user("merge@bench.example", "benchmark-only", "Merge", "admin")
    identity = next(stage for stage in flow.STAGES if stage.name == "identity")
    [(one, other)] = rows("SELECT min(id), max(id) FROM record WHERE kind = 'client' AND version IS NOT NULL")
    took: dict[str, list[float]] = {}

    def timed(name: str, act: Callable[[], object]) -> Any:
        start = time.perf_counter()
        made = act()
        run_once(identity)
        settled = time.perf_counter()
        flow.settle()
        took.setdefault(f"{name}_identity_ms", []).append((settled - start) * 1000)
        took.setdefault(f"{name}_whole_ms", []).append((time.perf_counter() - start) * 1000)
        return made

    for _ in range(ROUNDS):
        ruling = timed("merge", lambda: judge.merge(one, other, by))
        if len(rows("SELECT DISTINCT entity_id FROM member WHERE record_id IN (%s, %s)", [one, other])) != 1:
            raise SystemExit("The two clients were not brought together.")
        timed("split", lambda ruling=ruling: judge.withdraw(ruling))
    print(msgspec.json.encode({"rows": many, **{name: min(these) for name, these in took.items()}}).decode())


def _land(many: int) -> None:
    from bench.identity import land_natives
    from kingpost.connectors.base import Ref, Statement

    said = [
        ("crm", Statement("client", "a", "Aldgate Freight", {"name": "Aldgate Freight", "domain": "aldgatefreight.example"}), 0),
        ("crm", Statement("client", "b", "Pell & Sons", {"name": "Pell & Sons", "domain": "pellandsons.example"}), 1),
    ]  # fmt: skip
    for n in range(many):
        refs = [Ref("client", "client", "ab"[n % 2])]
        said.append(
            ("crm", Statement("ticket", str(n), f"Ticket {n}", {"status": "open", "priority": "normal"}, refs=refs), n)
        )
    land_natives(said)


if __name__ == "__main__":
    main(int(sys.argv[1]))
