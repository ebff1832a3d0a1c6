"""What a record's fields said on an earlier day than the version at hand, as far as its own dates and happenings tell. Pure.

A system read for the first time gives each thing as it is now; what happened to it before is in the dates it carries. A ticket resolved on
the fifth was open on the third, whatever its only version says. What no date speaks of stays as it was first read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from kingpost.connectors.base import CLOSED_STATUSES
from kingpost.knowledge.values import reached

BEGINS = frozenset({"opened", "reopened", "started", "invoiced"})
ENDS = {"resolved": "resolved", "closed": "closed", "completed": "completed", "paid": "paid", "won": "won", "lost": "lost", "approved": "approved"}  # fmt: skip
END_DATES = ("completed_at", "closed_at", "resolved_at", "paid_at", "decided_at", "delivered_at")
LATEST_DATES = ("updated_at", "modified_at", "first_response_at", "last_client_message_at", "last_our_message_at")
WITH_THE_END = ("amount_due", "amount_paid")
ENDED_WORDS = CLOSED_STATUSES | {"approved"}


def rewound(
    fields: Mapping[str, Any], happened: Sequence[tuple[datetime, str]], held: datetime | None, to: datetime
) -> dict[str, Any]:
    """The fields as they were at ``to``. What is dated by a day alone is later where its day is later than that of ``to``, in the zone of ``to``.

    ``held`` is when the version became true (None: always); ``happened`` are the (moment, what) of all happenings known, in any order.
    """
    said = dict(fields)
    ended_later = [name for name in END_DATES if _later(said.get(name), to)]
    days = {value for value in said.values() if isinstance(value, str) and len(value) == 10}
    for name in (*ended_later, *(n for n in LATEST_DATES if _later(said.get(n), to))):
        del said[name]
    steps = sorted((at, what) for at, what in happened if what in BEGINS or what in ENDS)
    after = [step for step in steps if _later(_as_dated(step[0], days), to)]
    before = [step for step in steps if step not in after]
    carried = held is not None and held > to
    newer = bool(before) and (held is None or before[-1][0] > held)
    if ended_later or newer or (carried and (before or any(what in ENDS for _, what in after))):
        ended = bool(before) and before[-1][1] in ENDS
        _set_state(said, ENDS[before[-1][1]] if ended else "open")
    _count_again(said, happened, to)
    return said


def _later(value: object, to: datetime) -> bool:
    """Whether a field's moment, or its day, is later."""
    if isinstance(value, str) and len(value) == 10:
        return moment(value) is not None and date.fromisoformat(value) > to.date()
    at = moment(value)
    return at is not None and at > to


def _as_dated(at: datetime, days: Collection[str]) -> str:
    """A happening's moment, or its day where a field of the same record says that it has no more."""
    there = at.astimezone(UTC)
    return day if there.time() == time() and (day := there.date().isoformat()) in days else there.isoformat()


def _set_state(said: dict[str, Any], state: str) -> None:
    """Bring status, stage and what hangs on them in line with whether the thing had ended."""
    ended = state != "open"
    for name in ("status", "stage", "state"):
        if name in said and is_end(said[name]) != ended:
            if name == "status":
                said[name] = state
            else:
                del said[name]
    if not ended:
        for name in (*END_DATES, *WITH_THE_END):
            said.pop(name, None)


def _count_again(said: dict[str, Any], happened: Sequence[tuple[datetime, str]], to: datetime) -> None:
    """What counts or marks single happenings counts only those up to then."""
    if isinstance(said.get("reopened"), int) and any(what == "reopened" and at > to for at, what in happened):
        said["reopened"] = sum(1 for at, what in happened if what == "reopened" and at <= to)
    escalated = [at for at, what in happened if what == "escalated"]
    if said.get("escalated") and escalated and min(escalated) > to:
        del said["escalated"]


def is_end(word: object) -> bool:
    """Whether a status or stage means the end: "closed", "Closed Won", "approved", not "partially paid"."""
    return reached(word, ENDED_WORDS)


def moment(value: object) -> datetime | None:
    """A field's date or moment; a date counts from its beginning. None for anything else."""
    if not isinstance(value, str) or len(value) < 10:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
