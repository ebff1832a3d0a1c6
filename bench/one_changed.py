"""One record changes, among all of them: what a run of the identity stage takes for it, its commit and bookmark included.

What changes is what changes in life: a person's name, mail address or employer, an organisation's domain (its people and projects take that over) or
town, a project's name. Reading the change from its system is not part of it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from statistics import median, quantiles
from typing import Any

from bench.machine import processor_seconds

EACH = 40
CHANGES: Mapping[str, tuple[str, str]] = {
    "a person's name": (
        "person",
        """UPDATE version SET fields = fields || '{"name": "Nadia Oyelaran"}', title = 'Nadia Oyelaran' WHERE record_id = %s""",
    ),
    "a person's mail": (
        "person",
        "UPDATE version SET fields = fields || jsonb_build_object('email', 'nadia.' || record_id || '@moved.example') WHERE record_id = %s",
    ),
    "a person's employer": (
        "person",
        """UPDATE version SET ref_roles = '{employer}',
                  ref_keys = ARRAY[(SELECT r.key FROM record AS r WHERE r.kind = 'client' AND r.id > version.record_id ORDER BY r.id LIMIT 1)]
           WHERE record_id = %s""",
    ),
    "a client's domain": (
        "client",
        "UPDATE version SET fields = fields || jsonb_build_object('domain', 'new' || record_id || '.example') WHERE record_id = %s",
    ),
    "a client's town": (
        "client",
        """UPDATE version SET fields = fields || '{"city": "Elsewhere"}' WHERE record_id = %s""",
    ),
    "a project's name": (
        "project",
        """UPDATE version SET fields = fields || '{"name": "Something else"}', title = 'Something else' WHERE record_id = %s""",
    ),
}


def measure(stage: Any, postmaster: int) -> dict[str, Any]:
    """Milliseconds for one changed record: p95 of all, median of all and of each change, and processor time on average."""
    took: dict[str, list[float]] = {}
    used = 0.0
    for change, (kind, put) in CHANGES.items():
        for record in _some(kind):
            _alter(record, put)
            before, start = processor_seconds(os.getpid(), postmaster), time.perf_counter()
            _work_off(stage)
            took.setdefault(change, []).append((time.perf_counter() - start) * 1000)
            used += processor_seconds(os.getpid(), postmaster) - before
    every = [one for these in took.values() for one in these]
    return {
        "one_changed_p95_ms": quantiles(every, n=20)[18],
        "one_changed_median_ms": median(every),
        "one_changed_processor_ms": used * 1000 / len(every),
        "one_changed": {
            change: {"median_ms": median(these), "p95_ms": quantiles(these, n=20)[18]} for change, these in took.items()
        },
    }


def _some(kind: str) -> list[int]:
    from kingpost.toolbox.sql import rows

    query = """SELECT r.id FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
               WHERE r.kind = %s AND EXISTS (SELECT FROM record AS o WHERE o.kind = 'client' AND o.id > r.id) ORDER BY r.key LIMIT %s"""
    return [i for (i,) in rows(query, [kind, EACH])]


def _alter(record: int, put: str) -> None:
    from django.db import transaction

    from kingpost.evidence import changes
    from kingpost.toolbox.sql import execute

    with transaction.atomic():
        execute(put, [record])
        changes.append({changes.Stream.RECORD: [record]})


def _work_off(stage: Any) -> None:
    from kingpost.evidence.stage import run_once

    if run_once(stage) != 1:
        raise SystemExit("More than the one change was waiting.")
