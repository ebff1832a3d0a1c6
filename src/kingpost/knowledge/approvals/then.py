"""Approvals as they stood on an earlier day: what each place that records them said by then, and what followed from that.

Mails and comments stay as they were said. What a field or a status said is in the versions of its record (asof.py), taken back by their own dates; a decision
dated later than the day had not been made. Who was asked, and which place speaks of which approval, is as it is known now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kingpost.knowledge import asof
from kingpost.knowledge.approvals import places, reading
from kingpost.knowledge.approvals.places import Place, Recorded
from kingpost.knowledge.approvals.reading import DECIDED, STATES, WAITING, ApprovalRow, PlaceRow
from kingpost.knowledge.approvals.words import ASKED
from kingpost.knowledge.asof import Past
from kingpost.knowledge.when import When
from kingpost.toolbox import clock

KEPT_UP = ("field", "status")  # places that somebody changes; the others stay as they were said
MOST = 300  # looked at for one list, those that were not decided by then first


def listed(
    seen_by: Sequence[int], when: When, *, states: Collection[str] = STATES, client: int | None = None, project: int | None = None
) -> list[ApprovalRow]:  # fmt: skip
    """Those in these states then, the longest waiting first, then the latest decided; of the first ``MOST`` that may have been. At most three queries."""
    found = reading.listed(seen_by, client=client, project=project, limit=MOST, when=when)
    known = when.known_at is not None
    subjects = {place.thing for one in found for place in one.places if known or place.place in KEPT_UP}
    things = asof.things(subjects, seen_by, when, owners=False, states=False) if subjects else []
    records = {past.record: past for thing in things for past in thing.records}
    at = when.until(clock.now())
    made = [then for one in found if (then := _as_it_stood(one, records, at, known=known)) and then.state in states]
    return sorted(made, key=_order)


def _order(one: ApprovalRow) -> tuple[bool, float, int]:
    if one.state in WAITING:
        return (False, one.asked_at.timestamp() if one.asked_at else float("inf"), one.id)
    at = one.decided_at or one.asked_at
    return (True, -at.timestamp() if at else float("inf"), one.id)


def _as_it_stood(one: ApprovalRow, records: Mapping[int, Past], at: datetime, *, known: bool) -> ApprovalRow | None:
    """The approval from what its places said by then; None when none had said anything."""
    said = [(place, row) for row in one.places if (place := _then(row, records, at, known=known))]
    shown = tuple(replace(row, state=place.state, quote=place.quote, at=place.at) for place, row in said)
    if [(row.record, row.place, row.state) for row in shown] == [
        (row.record, row.place, row.state) for row in one.places
    ]:
        return replace(one, places=shown)  # what a person ruled about it holds then as now
    whole = places.together([place for place, _ in said])
    if whole is None:
        return None
    asked = whole.asked_at or (one.asked_at if one.asked_at and one.asked_at <= at else None)
    return replace(
        one, state=whole.state, differs=whole.differs, asked_at=asked, decided_at=whole.decided_at, places=shown
    )


def _then(row: PlaceRow, records: Mapping[int, Past], at: datetime, *, known: bool) -> Place | None:
    """What one place said by then; None when it said nothing yet, or had not been read."""
    past = records.get(row.record)
    if row.place not in KEPT_UP:
        if (row.at and row.at > at) or (known and past is None):
            return None
        return Place(
            row.record, str(row.record), 0, row.place, row.unit, row.state, row.quote, row.at, condition=row.condition
        )
    if past is None:
        return None
    said = Recorded(past.entity, past.record, past.key.hex(), past.audience, past.kind, past.remote_id, past.title, past.fields, past.at, was=row.place == "status")  # fmt: skip
    made = places.from_fields(said)
    if made is None or (made.asked_at and made.asked_at > at) or (made.state in DECIDED and made.at and made.at > at):
        return None
    undecided = (
        made.state == ASKED and made.place == "field" and not (past.fields.get("state") or past.fields.get("status"))
    )
    return replace(made, quote=f"{past.title}: not decided by then") if undecided and past.kind == "approval" else made
