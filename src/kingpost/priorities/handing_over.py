"""Hand over what one of us is in charge of: a pack given to a successor, who accepts or declines it. Each step is a row’s moment, and undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.priorities.models import Handover
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class HandoverRow:
    """One handover as a page shows it. ``client`` is 0 for everything; ``state``: waiting, accepted, declined, undone or over."""

    id: int
    person: int
    name: str
    client: int
    client_name: str
    successor: int
    successor_name: str
    starts_on: date
    back_on: date | None
    note: str
    by: str
    at: datetime
    accepted_at: datetime | None
    accepted_by: str
    declined_at: datetime | None
    declined_by: str
    undone_at: datetime | None
    undone_by: str
    state: str
    mine: bool


def listed(
    seen_by: Sequence[int], today: date, *, number: int | None = None, person: int | None = None, live: bool = True, email: str = ""
) -> list[HandoverRow]:  # fmt: skip
    """Handovers of people the reader may see, the newest first; with ``live`` those that are not undone and not over; ``mine``: the successor has this address."""
    return [HandoverRow(*row) for row in rows(sql("handed_over"), {
        "seen_by": list(seen_by), "today": today, "number": number, "person": person, "live": live, "key": f"email:{email.casefold()}"})]  # fmt: skip


def one(number: int, seen_by: Sequence[int], today: date, email: str = "") -> HandoverRow | None:
    """One handover; None when there is none this reader may see."""
    return next(iter(listed(seen_by, today, number=number, live=False, email=email)), None)


def hand_over(
    user: User,
    person: int,
    successor: int,
    *,
    starts_on: date,
    back_on: date | None = None,
    client: int = 0,
    note: str = "",
) -> Handover:
    """Give a person’s pack to a successor (entities). A later one for the same person and client takes the place of an earlier.

    Raises PermissionDenied, LookupError for somebody this person cannot see or who is not one of us, ValueError for days or people that cannot be meant.
    """
    if not may(user, Act.ANSWER):
        raise PermissionDenied("Your role may not hand anything over.")
    if person == successor:
        raise ValueError("The successor must be somebody else.")
    if back_on is not None and back_on <= starts_on:
        raise ValueError("They must be back after they are gone.")
    seen_by = audiences.allowed(user)
    _seen([person, successor], "person", "staff", seen_by)
    _seen([client] if client else [], "client", None, seen_by)
    with transaction.atomic():
        made = Handover.objects.create(record_id=person, client_id=client, successor_id=successor, starts_on=starts_on, back_on=back_on, note=note.strip()[:2000],
                                       by=user, at=clock.now())  # fmt: skip
        audit.record(user, "handed over", f"handover:{made.pk}")
        _send_round(made)
    return made


def answer(user: User, number: int, *, accept: bool) -> Handover:
    """Accept or decline: the successor, or an admin who was told so. The last answer counts. Raises PermissionDenied or LookupError."""
    with transaction.atomic():
        held, mine = _held(user, number)
        if not (may(user, Act.ANSWER) and mine) and not may(user, Act.CORRECT):
            raise PermissionDenied("Only the successor can answer this.")
        now = clock.now()
        held.accepted_at, held.accepted_by = (now, user) if accept else (None, None)
        held.declined_at, held.declined_by = (None, None) if accept else (now, user)
        held.save()
        audit.record(user, "accepted a handover" if accept else "declined a handover", f"handover:{held.pk}")
        _send_round(held)
    return held


def undo(user: User, number: int) -> Handover:
    """Take a handover back: it was never made. Raises PermissionDenied or LookupError."""
    if not may(user, Act.ANSWER):
        raise PermissionDenied("Your role may not undo a handover.")
    with transaction.atomic():
        held, _ = _held(user, number)
        if held.undone_at is None:
            held.undone_at, held.undone_by = clock.now(), user
            held.save(update_fields=["undone_at", "undone_by"])
            audit.record(user, "undid a handover", f"handover:{held.pk}")
            _send_round(held)
    return held


def _held(user: User, number: int) -> tuple[Handover, bool]:
    """A handover that was not taken back, and whether this person is its successor."""
    held = Handover.objects.select_for_update().filter(pk=number, undone_at=None).first()
    row = one(number, audiences.allowed(user), clock.now().date(), user.email) if held else None
    if held is None or row is None:
        raise LookupError("There is no such handover.")
    return held, row.mine


def _entity(record: int) -> int:
    [(entity,)] = rows("SELECT entity_id FROM member WHERE record_id = %s", [record])
    return int(entity)


def _seen(entities: Sequence[int], kind: str, standing: str | None, seen_by: Sequence[int]) -> None:
    found: list[tuple[Any, ...]] = rows(
        "SELECT DISTINCT entity_id FROM entity WHERE entity_id = ANY(%s) AND kind = %s AND (%s::text IS NULL OR standing = %s) AND audience_id = ANY(%s)",
        [list(entities), kind, standing, standing, list(seen_by)],
    )
    if len(found) != len(set(entities)):
        raise LookupError(f"There is no such {kind}.")


def _send_round(made: Handover) -> None:
    """Look at the person’s work again now, and (``standing.look``) on the days the handover begins and ends."""
    changes.append({Stream.PICTURE: [_entity(made.record_id)]})
