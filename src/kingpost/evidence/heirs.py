"""A thing whose object goes while another object of its system says the same id: a renamed file, an event moved to another calendar.

As long as both were there each had a record of its own (land.py), and references meant the first. Now the first takes over what the
other says, and that one is gone: the thing keeps its number, its history, what people said of either and whatever points at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kingpost.connectors.base import Connector, Page
from kingpost.evidence import anchors, changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.keys import record_key
from kingpost.evidence.land import Lander
from kingpost.evidence.models import System
from kingpost.evidence.retranslate import AT_A_TIME, kept
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute, rows, sql


def take_over(system: System, connector: type[Connector], kind: str, going: Sequence[int], since: datetime) -> set[int]:
    """Have records of a native kind that are about to go, or went since then, take over from their heirs. Returns those that did."""
    params = {"system": system.pk, "kind": kind, "going": list(going), "since": since}
    heirs = {
        record: heir
        for record, kind_, remote_id, key, heir in rows(sql("heirs"), params)
        if bytes(key) == record_key(system.pk, kind_, remote_id)  # the one that references mean
    }
    lander, done, records = Lander(system, connector), set[int](), sorted(heirs)
    for start in range(0, len(records), AT_A_TIME):
        done |= _take_over(system, lander, {record: heirs[record] for record in records[start : start + AT_A_TIME]})
    return done


def _take_over(system: System, lander: Lander, heirs: Mapping[int, int]) -> set[int]:
    """Some of them, in one transaction. One whose heir holds no bytes any more (somebody was erased) does not."""
    with transaction.atomic():
        cursor = System.objects.select_for_update().values_list("cursor", flat=True).get(pk=system.pk)
        found = {one.record: one.native for one in kept(system, only=list(heirs.values()))}
        heirs = {record: heir for record, heir in heirs.items() if heir in found}
        execute(
            """UPDATE record AS r SET native_kind = h.native_kind, native_id = h.native_id, native_key = h.native_key, raw_hash = NULL, gone_at = NULL
               FROM unnest(%s::bigint[], %s::bigint[]) AS pair(record, heir) JOIN record AS h ON h.id = pair.heir WHERE r.id = pair.record""",
            [list(heirs), list(heirs.values())],
        )
        execute(
            "UPDATE record SET gone_at = %s, native_key = NULL, raw_hash = NULL WHERE id = ANY(%s)",
            [clock.now(), list(heirs.values())],
        )
        anchors.move({heir: record for record, heir in heirs.items()})
        lander.store(lander.prepare(Page(list(found.values()), None)), cursor)
        changes.append({Stream.RECORD: [*heirs, *heirs.values()]}, [system.audience_id])
    return set(heirs)
