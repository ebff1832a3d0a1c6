"""Prove how complete our copy of a system is: held against the system's own count, as of now.

Sets of ids are compared where the connector can list them, because equal counts hide one missing and one too many. The same
comparison finds deletions in systems without tombstones, and those of which a system named so many at once that they were left to it
(tombstones.py). When more than a twentieth of a kind would vanish at once, nothing is removed and a person is asked: a list that shrinks to
nothing is more often a fault than a clear-out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from kingpost.connectors.base import Connector, Proof
from kingpost.evidence import changes, heirs
from kingpost.evidence.changes import Stream
from kingpost.evidence.keys import native_key
from kingpost.evidence.models import Completeness, SyncRun, System
from kingpost.evidence.vanishing import may_remove
from kingpost.toolbox import clock, faults
from kingpost.toolbox.sql import copy_rows, execute, rows, sql


def prove(system: System, connector: Connector, run: SyncRun) -> dict[str, list[str]]:
    """Write one completeness row a native kind, and retire what the listing shows is gone. Returns the ids that are missing, by kind."""
    missing: dict[str, list[str]] = {}
    for kind, proof in connector.proofs.items():
        began = clock.now()
        by_ids = connector.ids(kind) if proof.complete == "ids" or proof.deletions == "ids" else None
        listed = list(by_ids) if by_ids is not None else None  # asked for in full before a transaction begins
        counted = connector.count(kind) if listed is None and proof.complete != "none" else None
        if listed is None:
            with transaction.atomic():
                _write(system, kind, proof, counted, 0, 0)
        else:
            missing[kind] = _prove_by_ids(system, connector, kind, listed, run, began)
        faults.point("completeness.proven")
    return {kind: ids for kind, ids in missing.items() if ids}


def _prove_by_ids(
    system: System, connector: Connector, kind: str, listed: Sequence[str], run: SyncRun, began: datetime
) -> list[str]:
    proof, keys = connector.proofs[kind], {native_key(system.pk, kind, one): one for one in listed}
    with transaction.atomic():
        counted = _list(keys)
        surplus = {pk for (pk,) in rows(sql("surplus"), {"system": system.pk, "kind": kind, "began": began})}
        missing = [bytes(key) for (key,) in rows(sql("missing"), {"system": system.pk, "kind": kind})]
    going = surplus if proof.deletions == "ids" else set()
    if going or run.gone:
        surplus -= heirs.take_over(system, type(connector), kind, sorted(going), run.started_at)
    with transaction.atomic():
        removed: list[int] = []
        may_go = proof.deletions == "ids" and may_remove(system, kind, len(surplus))
        if surplus and may_go:
            removed = sorted(surplus)
            execute("UPDATE record SET gone_at = %s, raw_hash = NULL WHERE id = ANY(%s)", [clock.now(), removed])
            run.gone += len(removed)
        _write(system, kind, proof, counted, len(missing), len(surplus) - len(removed))
        faults.point("completeness.written")
        changes.append({Stream.RECORD: removed}, [system.audience_id])
    return [keys[key] for key in missing]


def _list(keys: Collection[bytes]) -> int:
    """Put the keys of the system's own ids into a temporary table; returns how many there are."""
    execute("CREATE TEMPORARY TABLE IF NOT EXISTS listed (native_key uuid PRIMARY KEY) ON COMMIT DELETE ROWS")
    execute("TRUNCATE listed")
    copy_rows("listed", ["native_key"], ((k,) for k in keys), ["bytea"])
    execute("ANALYZE listed")
    return len(keys)


def _write(system: System, kind: str, proof: Proof, counted: int | None, missing: int, surplus: int) -> None:
    [(held, oldest, newest, gone)] = rows(sql("held"), {"system": system.pk, "kind": kind})
    [(unreadable,)] = rows(
        "SELECT count(*) FROM quarantine WHERE system_id = %s AND kind = %s AND stage = 'read' AND settled_at IS NULL",
        [system.pk, kind],
    )
    [(excluded,)] = rows("SELECT count(*) FROM excluded WHERE system_id = %s AND kind = %s", [system.pk, kind])
    if proof.complete == "count" and counted is not None:
        missing, surplus = max(counted - held - excluded, 0), max(held + excluded - counted, 0)
    Completeness.objects.update_or_create(
        system=system,
        kind=kind,
        defaults={
            "title": proof.title, "proof": proof.complete, "held": held, "counted": counted, "missing": missing, "surplus": surplus,
            "gone": gone, "unreadable": unreadable, "excluded": excluded, "oldest": oldest, "newest": newest, "as_of": clock.now(),
        },
    )  # fmt: skip
