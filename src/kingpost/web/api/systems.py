"""Systems and how complete our copy of each is."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from kingpost.evidence import reading
from kingpost.web.api.gate import seen_by

router = Router(tags=["Systems"])


class KindProof(Schema):
    """``held`` against ``counted``, the system's own count. ``proof`` says how they were compared: by ids, by count, or not at all."""

    kind: str
    title: str
    proof: str
    held: int
    counted: int | None
    missing: int
    surplus: int
    excluded: int
    deleted: int
    unreadable: int
    oldest: datetime | None
    newest: datetime | None
    as_of: datetime
    complete: bool


class SystemOut(Schema):
    """One system. ``state``: complete, behind, failing, loading, paused or disconnected."""

    id: int
    key: str
    title: str
    connector: str
    state: str
    connected_at: datetime
    last_read_at: datetime | None
    error: str
    unreadable: int
    writes: list[str]
    completeness: list[KindProof]


class Systems(Schema):
    results: list[SystemOut]


@router.get("/systems", response=Systems, summary="Systems and their completeness")
def systems(request: HttpRequest) -> Systems:
    """All systems whose audience you are in, each with its proof of completeness."""
    return Systems(results=[_system(standing) for standing in reading.standings(seen_by(request))])


@router.get("/systems/{key}", response=SystemOut, summary="One system")
def system(request: HttpRequest, key: str) -> SystemOut:
    """One system by its key."""
    found = [standing for standing in reading.standings(seen_by(request)) if standing.system.key == key]
    if not found:
        raise LookupError(key)
    return _system(found[0])


def _system(s: reading.SystemStanding) -> SystemOut:
    return SystemOut(
        id=s.system.pk, key=s.system.key, title=s.system.title, connector=s.system.connector, state=s.state, connected_at=s.system.connected_at,
        last_read_at=s.last_good, error=s.last_run.error if s.last_run else "", unreadable=s.unreadable, writes=sorted(g.kind for g in s.grants),
        completeness=[
            KindProof(kind=c.kind, title=c.title, proof=c.proof, held=c.held, counted=c.counted, missing=c.missing, surplus=c.surplus, excluded=c.excluded,
                      deleted=c.gone, unreadable=c.unreadable, oldest=c.oldest, newest=c.newest, as_of=c.as_of, complete=c.whole)
            for c in s.completeness
        ],
    )  # fmt: skip
