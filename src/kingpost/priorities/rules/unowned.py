"""Work that nobody will do: without an owner, or its owner has left, or is away until after it is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed, Subject
from kingpost.priorities.hours import ONE_DAY
from kingpost.priorities.numbers import Number

TITLE = "Work has nobody to do it"
ABOUT = (
    "An open ticket has had no owner for {hours} working hours; a task due within {ahead} days has none; the owner of open work or of a project has left; or the owner is away "
    "until after it is due, and nobody accepted to stand in. One flag for a project, or for a client."
)
HOURS = Number("unowned.hours", 8, "Working hours a ticket may be without an owner", own=True)
AHEAD = Number("unowned.ahead", 3, "Days before a task is due", most=60, own=True)
NUMBERS = (HOURS, AHEAD)


def find(batch: Batch) -> Iterator[Noticed]:
    """Open tickets and tasks nobody will do in time, and projects whose owner has left. What is due and unowned joins what work_due says, on the same flag."""
    for piece in batch.of("ticket", "task", "project"):
        if piece.kind == "project" and not piece.owner_left:
            continue
        if not piece.owned:
            yield from _nobody(batch, piece)
        elif batch.stand_ins.of(piece.owner, piece.client.entity):
            continue  # somebody accepted it: theirs for as long as the owner is away (signals.py)
        elif piece.owner_left:
            says = f"{_called(piece)} belongs to {piece.owner_name}, who has left."
            yield _noticed(piece, "left", says, piece.at or piece.started_at)
        elif piece.owner_back or piece.owner_away:
            yield from _away(batch, piece)


def _nobody(batch: Batch, piece: Subject) -> Iterator[Noticed]:
    begins = _begins(batch, piece)
    if begins is None:
        return
    until = batch.hours.start_of(batch.hours.day_of(piece.due - timedelta(microseconds=1))) if piece.due else None
    for at in (begins, until):
        if at:
            batch.wake(piece.entity, "unowned", at)
    if begins <= batch.now and (
        piece.kind == "ticket" or until is None or batch.now < until
    ):  # on its day work_due says it
        on = f", due on {_day(batch, piece.due)}," if piece.due else ""
        yield _noticed(piece, "nobody", f"{_called(piece)}{on} has no owner.", begins)


def _begins(batch: Batch, piece: Subject) -> datetime | None:
    """From when on it should have an owner: a task some days before it is due, a ticket a working day after it came."""
    client = piece.client.entity
    if piece.kind == "task":
        ahead = timedelta(days=batch.number(AHEAD, client))
        return (
            batch.hours.start_of(batch.hours.day_of(piece.due - timedelta(microseconds=1)) - ahead)
            if piece.due
            else None
        )
    created = str(piece.fields.get("created_at") or "")
    try:
        came = datetime.fromisoformat(created)
    except ValueError:
        return None
    return batch.hours.add(came, batch.number(HOURS, client)) if came.tzinfo else None


def _away(batch: Batch, piece: Subject) -> Iterator[Noticed]:
    """Due before its owner is back: a flag of its own from some days before; what is escalated or waited for only gains a reason."""
    until = f"away until {words.day(piece.owner_back)}" if piece.owner_back else "on leave, as the staff list says"
    if piece.kind == "ticket":
        says = f"Its owner is {until}."
        yield _noticed(piece, "away", says, piece.at or piece.started_at, opens=False, anchor=piece.entity)
    if piece.kind != "task" or piece.due is None:
        return
    on = batch.hours.day_of(piece.due - timedelta(microseconds=1))
    begins = batch.hours.start_of(on - ONE_DAY * int(batch.number(AHEAD, piece.client.entity)))
    batch.wake(piece.entity, "unowned", begins)
    if begins <= batch.now < piece.due and (piece.owner_back is None or on < piece.owner_back):
        says = f"{_called(piece)} is due on {words.day(on)}; its owner is {until}."
        yield _noticed(piece, "away", says, begins)


def _noticed(
    piece: Subject, key: str, says: str, since: datetime, *, opens: bool = True, anchor: int | None = None
) -> Noticed:
    whole = piece.kind == "project"
    return Noticed(
        piece.entity, piece.audience, piece.title, says, key=key, since=since, due=piece.due, client=piece.client.entity, owner=None if key == "nobody" else piece.owner,
        evidence=piece.evidence, started_at=piece.started_at, kind=piece.kind, opens=opens, anchor=anchor or (piece.entity if whole else piece.whole),
        facts={"owner_name": piece.owner_name} | ({"whole": True} if whole else {}),
    )  # fmt: skip


def _called(piece: Subject) -> str:
    return f"Ticket {piece.remote_id}" if piece.kind == "ticket" else f"“{words.shorten(piece.title, 80)}”"


def _day(batch: Batch, due: datetime) -> str:
    return words.day(batch.hours.day_of(due - timedelta(microseconds=1)))
