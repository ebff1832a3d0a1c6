"""What an installation holds, as plain rows to lay beside the example company's truth. The tests of the day and the part ``truth`` read the same.

entity         [system, kind, remote id, entity number, record number] of every record
projects       [record number, project's entity number, how] of every link to a project
disagreements  [about, a side's entity number, title], a row for each side
promises       [kind, remote id, words, due day or None, state] of every promise, as one who may see everything reads them now
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kingpost.toolbox.sql import rows

EVERY = 100_000  # promises; more than the example can hold


def held() -> dict[str, Any]:
    """Everything above."""
    return {
        "entity": rows(
            """SELECT s.key, r.kind, r.remote_id, m.entity_id, r.id FROM record AS r JOIN system AS s ON s.id = r.system_id
               LEFT JOIN member AS m ON m.record_id = r.id"""
        ),
        "projects": rows(
            "SELECT k.record_id, m.entity_id, k.via FROM project_link AS k JOIN member AS m ON m.record_id = k.project_id"
        ),
        "disagreements": rows(
            "SELECT DISTINCT d.family, s.side->>'entity', d.title FROM disagreement AS d, jsonb_array_elements(d.sides) AS s(side)"
            " WHERE d.closed_at IS NULL AND NOT (s.side->>'behind')::boolean"
        ),
        "promises": promises(),
    }


def promises() -> list[list[Any]]:
    """Every promise with the state a page shows."""
    from kingpost.knowledge import business
    from kingpost.knowledge.promises import reading
    from kingpost.toolbox import clock
    from kingpost.web.promises import soon

    zone, now = ZoneInfo(str(business.values()["zone"])), clock.now()
    seen_by = [audience for (audience,) in rows("SELECT id FROM audience")]
    remote = dict(rows("SELECT id, remote_id FROM record WHERE id IN (SELECT record_id FROM promise)"))
    found = reading.listed(seen_by, now, soon(now), states=reading.EVERY, limit=EVERY, with_evidence=False)
    return [[one.kind, remote[one.record], one.words, _day(one.due, zone), one.state] for one in found]


def _day(due: datetime | None, zone: ZoneInfo) -> str | None:
    """The day a promise is due: it is held as the first moment of the next one, unless a time of day was said."""
    return str((due - timedelta(microseconds=1)).astimezone(zone).date()) if due else None
