"""What stands around a page, in one query: the numbers on the rail, the marks on values that systems disagree on, and why a flag reached its reader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import msgspec

from kingpost.evidence.changes import Stream
from kingpost.knowledge import disputes, disputes_then
from kingpost.knowledge.disputes_then import Asked
from kingpost.knowledge.when import NOW, When
from kingpost.priorities import reach, reading
from kingpost.priorities.reach import Reader
from kingpost.toolbox import clock
from kingpost.toolbox.sql import planned_rows, sql

MOST_KEPT = 1_000
NEVER = "never counted"  # where no log stands
Key = tuple[int, str, tuple[int, ...], datetime, str]
KEPT: dict[Key, tuple[str, int, int]] = {}
"""By reader and minute: how many flags were counted, and where the log of flags stood. As long as it stands there they are not counted again: of ten thousand
that takes longer than all the rest of a page."""


@dataclass(frozen=True)
class Counted:
    """Open flags this reader may see, those of them that are for this reader, open disagreements; ``marks`` as disputes.marks; on a page about an earlier day
    ``asked`` instead, for disputes_then.marks; ``standing`` of ``told`` flags, for reach.why."""

    flags: int
    mine: int
    disagreements: int
    marks: dict[tuple[int, str], int] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    standing: dict[int, str] = field(default_factory=dict)
    stamp: str = NEVER  # where the log of flags stood


def counted(reader: Reader, numbers: Collection[int] = (), told: Collection[int] = (), *, when: When = NOW) -> Counted:
    """Count for a reader. ``numbers`` are things whose marks the page shows, those of ``when`` on a page about an earlier day; ``told`` flags it says
    the reason of."""
    disagreements, marks = disputes.counting()
    marks = marks if when.present else disputes_then.marking()
    params = reach.parameters(reader) | {
        "now": clock.now(),
        "entities": sorted(set(numbers)),
        "told": sorted(set(told)),
    }
    params |= {} if when.present else disputes_then.marking_on(when)
    key = (reader.user, reader.email, tuple(reader.seen_by), reader.now, str(params["hours_ago"]))
    stamp, flags, mine = KEPT.get(key, (NEVER, 0, 0))
    params |= {"stream": int(Stream.FLAG), "stamp": stamp}
    steps = f"{sql('shown')} {reach.counting(told=bool(told))}"
    reasons = "(SELECT jsonb_object_agg(t.id, to_jsonb(t)::text) FROM standing AS t)::text" if told else "NULL"
    anew = f"(SELECT jsonb_build_array(n.shown, n.mine)::text FROM ({sql('reach_count')}) AS n)"  # noqa: S608  our own named files put together
    query = (
        f"{steps}, flagged AS MATERIALIZED ({sql('flagged')}) SELECT g.stamp, CASE WHEN g.stamp <> %(stamp)s THEN {anew} END, ({disagreements}),"  # noqa: S608
        f" (SELECT jsonb_agg(m) FROM ({marks}) AS m)::text, {reasons} FROM flagged AS g"
    )
    [(now, fresh, open_, found, standing)] = planned_rows(query, params)
    if fresh:
        flags, mine = msgspec.json.decode(fresh, type=tuple[int, int])
        _keep(key, (now, flags, mine))
    held = msgspec.json.decode(standing, type=dict[int, str]) if standing else {}
    if not when.present:
        asked = msgspec.json.decode(found, type=list[Asked]) if found else []
        return Counted(flags, mine, int(open_), asked=asked, standing=held, stamp=now)
    marked = msgspec.json.decode(found) if found else []
    return Counted(
        flags, mine, int(open_), {(m["entity"], m["field"]): m["id"] for m in marked}, standing=held, stamp=now
    )


@lru_cache(maxsize=MOST_KEPT)
def from_before_start(seen_by: tuple[int, ...], stamp: str) -> int:
    """How many flags are from before we started, for these audiences while the log of flags stands there: of thousands, too many to count for each page."""
    del stamp  # the number is asked for anew when it is another
    return reading.count(seen_by, before_start=True)


def _keep(key: Key, numbers: tuple[str, int, int]) -> None:
    if len(KEPT) >= MOST_KEPT:
        KEPT.clear()
    KEPT[key] = numbers
