"""Read how the systems stand: for the Systems page, the freshness line and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kingpost.evidence import changes
from kingpost.evidence.models import Completeness, Quarantine, SyncRun, System, Vanishing, WriteGrant
from kingpost.toolbox.sql import planned_rows, rows, sql


@dataclass
class SystemStanding:
    """One system: its proof, its last run, what could not be read, what it may write."""

    system: System
    completeness: list[Completeness] = field(default_factory=list)
    last_run: SyncRun | None = None
    last_good: datetime | None = None
    unreadable: int = 0
    vanishing: list[Vanishing] = field(default_factory=list)
    grants: list[WriteGrant] = field(default_factory=list)

    @property
    def state(self) -> str:
        """complete, behind, failing, loading, paused or disconnected."""
        if self.system.disconnected_at:
            return "disconnected"
        if self.system.paused_at:
            return "paused"
        if self.last_run is not None and self.last_run.error:
            return "failing"
        if self.system.loaded_at is None:
            return "loading"
        missing = any(c.missing or c.surplus for c in self.completeness)
        return "behind" if missing or self.unreadable or self.vanishing else "complete"


def standings(seen_by: Sequence[int]) -> list[SystemStanding]:
    """All systems the reader may know of, in seven queries whatever their number."""
    found = {
        s.pk: SystemStanding(s)
        for s in System.objects.filter(audience_id__in=seen_by).select_related("audience", "person").order_by("title")
    }
    for proof in Completeness.objects.filter(system__in=found).order_by("-held"):
        found[proof.system_id].completeness.append(proof)
    latest = rows(
        "SELECT max(id), max(ended_at) FILTER (WHERE error = ''), system_id FROM sync_run WHERE system_id = ANY(%s) GROUP BY system_id",
        [list(found)],
    )
    runs = SyncRun.objects.in_bulk([run for run, _, _ in latest])
    for run, good, system in latest:
        found[system].last_run, found[system].last_good = runs[run], good
    for system, count in rows(
        "SELECT system_id, count(*) FROM quarantine WHERE settled_at IS NULL AND system_id = ANY(%s) GROUP BY 1",
        [list(found)],
    ):
        found[system].unreadable = count
    for vanishing in Vanishing.objects.filter(system__in=found, settled_at=None):
        found[vanishing.system_id].vanishing.append(vanishing)
    for grant in WriteGrant.objects.filter(system__in=found, withdrawn_at=None):
        found[grant.system_id].grants.append(grant)
    return list(found.values())


@dataclass(frozen=True)
class Freshness:
    """The quiet line at the top: how many systems there are, how many are complete, and as of when.

    ``loading`` are still in their first read, ``failing`` could not be read last time; paused ones are left out. ``position`` is where the change
    log stands for what pages show, so that an open page can ask what came after.
    """

    systems: int
    complete: int
    loading: int
    failing: int
    as_of: datetime | None
    position: int

    @property
    def others(self) -> int:
        return self.systems - self.complete


def freshness(seen_by: Sequence[int]) -> Freshness:
    """How fresh the picture is. One query."""
    [found] = planned_rows(
        sql("freshness"), {"seen_by": list(seen_by), "streams": [int(stream) for stream in changes.SHOWN]}
    )
    return Freshness(*found)


def unreadable(system: System, limit: int = 200) -> list[Quarantine]:
    """What could not be read in a system, newest first."""
    return list(Quarantine.objects.filter(system=system, settled_at=None).order_by("-last_at")[:limit])
