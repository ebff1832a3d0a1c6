"""A connector's translation improved: translate the stored evidence again, without asking the system for anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kingpost.connectors.base import Connector, Native, Page
from kingpost.evidence.land import Lander
from kingpost.evidence.models import System
from kingpost.toolbox.sql import execute, rows

AT_A_TIME = 500


class Kept(NamedTuple):
    """A record and the object it was made of."""

    record: int
    native: Native


def retranslate(system: System, connector: type[Connector]) -> int:
    """Translate every kept object of a system again, if its connector is newer than what made the present versions.

    An object that now says the same gets no new version. Returns how many objects were translated; 0 when nothing was due.
    """
    if system.translator >= connector.translator:
        return 0
    cursor = System.objects.values_list("cursor", flat=True).get(pk=system.pk)
    lander, last, done = Lander(system, connector), 0, 0
    while page := kept(system, last):
        last = page[-1].record
        execute("UPDATE record SET raw_hash = NULL WHERE id = ANY(%s)", [[one.record for one in page]])
        natives = [one.native for one in page]
        lander.store(lander.prepare(Page(natives, None)), cursor)
        done += len(natives)
    System.objects.filter(pk=system.pk).update(translator=connector.translator)
    system.translator = connector.translator
    return done


def kept(system: System, behind: int = 0, only: Sequence[int] | None = None) -> list[Kept]:
    """The next records of a system, as they were read: with the newest bytes we hold, and their labels. One whose bytes were erased is none.

    With ``only``, the next of these.
    """
    return [
        Kept(record, Native(kind, native_id, bytes(raw), tuple(labels or ()), bool(too_large)))
        for record, kind, native_id, raw, labels, too_large in rows(
            """SELECT r.id, r.native_kind, r.native_id, v.raw, r.labels, r.too_large
           FROM record AS r
           JOIN LATERAL (SELECT raw FROM version WHERE record_id = r.id AND raw IS NOT NULL ORDER BY number DESC LIMIT 1) AS v ON v.raw <> ''
           WHERE r.system_id = %s AND r.id > %s AND (%s::bigint[] IS NULL OR r.id = ANY(%s)) AND r.native_key IS NOT NULL AND r.gone_at IS NULL ORDER BY r.id LIMIT %s""",
            [system.pk, behind, only, only, AT_A_TIME],
        )
    ]
