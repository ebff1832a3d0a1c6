"""The rolling expander: a meeting is kept as its rule; its occurrences are rows for the weeks around today.

A whole day is one of ours, from midnight to midnight in our own zone, wherever its calendar is kept: so an absence covers our working day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from kingpost.connectors.formats import ical
from kingpost.toolbox import clock
from kingpost.toolbox.sql import copy_rows, execute, rows

BACK = timedelta(days=35)
AHEAD = timedelta(days=70)


def expand(records: Sequence[int], zone: str, decided: Mapping[tuple[int, str], Any] | None = None) -> None:
    """Write the occurrences of these records (those that are meetings) in the window of days around today. ``zone`` is our own.

    ``decided`` is what people ruled, by (record, field): a single meeting takes place when they say.
    """
    meetings = rows(
        """SELECT r.id, v.fields::text FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE r.id = ANY(%s) AND r.kind = 'meeting' AND r.gone_at IS NULL""",
        [list(records)],
    )
    execute("DELETE FROM occurrence WHERE record_id = ANY(%s)", [list(records)])
    today = clock.midnight()
    made = [(record, start, end, all_day) for record, fields in meetings
            for start, end, all_day in occurrences(_as_decided(record, msgspec.json.decode(fields), decided or {}), today - BACK, today + AHEAD, zone)]  # fmt: skip
    if made:
        copy_rows(
            "occurrence",
            ["record_id", "starts_at", "ends_at", "all_day"],
            made,
            ["int8", "timestamptz", "timestamptz", "bool"],
        )


def _as_decided(record: int, said: dict[str, Any], decided: Mapping[tuple[int, str], Any]) -> dict[str, Any]:
    if said.get("recurrence"):
        return said
    return said | {name: decided[record, name] for name in ("starts_at", "ends_at") if (record, name) in decided}


def roll(zone: str) -> None:
    """Move the window on: expand every recurring meeting again, and every whole day, which begins by our own zone. Once a day is enough."""
    found = rows(
        """SELECT r.id FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE r.kind = 'meeting' AND r.gone_at IS NULL AND (v.fields ?| ARRAY['recurrence', 'rdates'] OR v.fields @> '{"all_day": true}')"""
    )
    expand([record for (record,) in found], zone)


def occurrences(
    fields: Mapping[str, Any], start: datetime, end: datetime, zone: str = ""
) -> set[tuple[datetime, datetime, bool]]:
    """When a meeting with these fields takes place between two moments: (begins, ends, all day). Whole days are those of ``zone``, of UTC with none."""
    decoded = dict(fields)
    if decoded.get("status") == "cancelled":
        return set()
    all_day = bool(decoded.get("all_day"))
    if all_day and zone:
        decoded["timezone"] = zone
    try:
        found = ical.occurrences(decoded, start, end)
    except ValueError:  # a rule nobody can follow: the meeting itself still takes place
        found = ical.occurrences(
            decoded | {"recurrence": "", "rdates": [], "more_rules": [], "exrules": []}, start, end
        )
    first = {o.starts_at: o for o in found}
    return {(o.starts_at, o.ends_at, all_day) for o in first.values()}
