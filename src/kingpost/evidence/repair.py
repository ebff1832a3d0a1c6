"""Fetch one by one what a read left behind: ids the system lists that we do not hold, and objects that could not be read before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kingpost.connectors.base import Connector, ConnectorError, Native, Page, Unreadable
from kingpost.evidence.forms import as_uuids
from kingpost.evidence.keys import native_key
from kingpost.evidence.land import Lander, settle
from kingpost.evidence.models import Quarantine, System
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute

AT_MOST = 200  # objects in one sync; the next sync goes on


def repair(system: System, connector: Connector, missing: Mapping[str, Sequence[str]]) -> int:
    """Read missing and quarantined objects again. Returns how many could be read or are no longer there; the rest stays counted as missing or unreadable.

    What is no longer there only leaves quarantine. Whether a record of it goes is for the proof, which asks before much vanishes.
    """
    wanted = [(kind, one) for kind, ids in missing.items() for one in ids]
    wanted += [
        (q.kind, q.remote_id)
        for q in Quarantine.objects.filter(system=system, stage="read", settled_at=None).order_by("last_at")[:AT_MOST]
    ]
    found: list[Native] = []
    bad: list[Unreadable] = []
    gone: list[tuple[str, str]] = []
    for kind, one in wanted[:AT_MOST]:
        try:
            native = connector.read_one(kind, one)
        except ConnectorError as error:
            if error.retry:
                raise
            bad.append(Unreadable(kind, one, str(error)))
            continue
        if native is not None:
            found.append(native)
        else:
            gone.append((kind, one))
    settled = settle(system, gone, clock.now())
    if not found and not bad:
        return settled
    _decode_again(system, found)
    lander = Lander(system, type(connector))
    lander.store(
        lander.prepare(Page(found, None, unreadable=bad)),
        System.objects.values_list("cursor", flat=True).get(pk=system.pk),
    )
    return len(found) + settled


def _decode_again(system: System, natives: Sequence[Native]) -> None:
    """Forget the hash of the bytes last seen, so that equal bytes are translated once more."""
    keys = as_uuids([native_key(system.pk, n.kind, n.remote_id) for n in natives])
    execute("UPDATE record SET raw_hash = NULL WHERE native_key = ANY(%s::uuid[]) AND gone_at IS NULL", [keys])
