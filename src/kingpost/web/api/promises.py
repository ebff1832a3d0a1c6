"""What was promised, by us and to us, with the words, and what became of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from kingpost.accounts.permissions import Act
from kingpost.knowledge.promises import reading, rulings
from kingpost.knowledge.when import NOW, When
from kingpost.toolbox import clock
from kingpost.web import promises as page
from kingpost.web import reader
from kingpost.web.api import paging
from kingpost.web.api.dating import KnownAt, TrueAt, when
from kingpost.web.api.gate import require, seen_by
from kingpost.web.api.kinds import common_name
from kingpost.web.api.paging import Limit

router = Router(tags=["Promises"])


class ShownOut(Schema):
    """One record that shows what became of a promise: delivered, confirmed, or late."""

    kind: str
    thing_id: int
    title: str
    at: datetime | None
    why: str


class PromiseOut(Schema):
    """``state``: open, at_risk, broken, delivered, confirmed, changed or dismissed. ``due`` is the first moment after its last day."""

    id: UUID
    state: str
    ours: bool
    what: str
    by: str
    to: str
    client: str
    client_id: int | None
    said_at: datetime
    due: datetime | None
    amount: Decimal | None
    currency: str
    quote: str
    said_in: int
    said_in_kind: str
    system: str
    confidence: float
    reason: str
    replaced_by: UUID | None
    evidence: list[ShownOut]


class Promises(Schema):
    results: list[PromiseOut]
    next: str | None


class RulingIn(Schema):
    """``verdict``: delivered, dismissed or corrected; ``what``, ``due_on`` and ``ours`` matter for corrected, and stay as they are when they are not sent.

    ``due_on`` null says that no date was said.
    """

    verdict: str
    what: str = ""
    due_on: date | None = None
    ours: bool | None = None


class RulingOut(Schema):
    id: int
    promise: PromiseOut


@router.get("/promises", response=Promises, summary="Promises, open ones first by due")
def promise_list(
    request: HttpRequest, state: str = "", client: int | None = None, ours: bool | None = None, cursor: str | None = None, limit: Limit = 50,
    true_at: TrueAt = None, known_at: KnownAt = None,
) -> Promises:  # fmt: skip
    """All but the dismissed, or only those in one state. ``ours``: true for what we promised, false for what was promised to us.

    ``true_at`` asks how they stood on a day, ``known_at`` for what had been read by then.
    """
    if state and state not in (*reading.EVERY, "dismissed"):
        raise ValueError(f"state is one of: {', '.join((*reading.EVERY, 'dismissed'))}.")
    at = when(true_at, known_at)
    now, start = at.to(clock.now()), paging.after_number(cursor)
    found = reading.listed(
        seen_by(request), now, page.soon(now), states=[state] if state else reading.EVERY, client=client, ours=ours, limit=limit + 1, offset=start, when=at
    )  # fmt: skip
    return Promises(
        results=[_out(one) for one in found[:limit]], next=paging.cursor(start + limit) if len(found) > limit else None
    )


@router.get("/promises/{key}", response=PromiseOut, summary="One promise")
def promise(request: HttpRequest, key: UUID, true_at: TrueAt = None, known_at: KnownAt = None) -> PromiseOut:
    """By its id, which stays the same however often the mail is read again; as it stood at ``true_at`` and ``known_at``."""
    return _out(_one(request, key, when(true_at, known_at)))


@router.post("/promises/{key}/rulings", response=RulingOut, summary="Say what is true of a promise")
def promise_ruling(request: HttpRequest, key: UUID, said: RulingIn) -> RulingOut:
    """It was delivered, is none, or reads otherwise. The ruling holds after every sync."""
    user, held = require(request, Act.ANSWER), _one(request, key)
    if said.verdict == rulings.ADDED:
        raise ValueError("A promise is delivered, dismissed or corrected here.")
    due_on = said.due_on if "due_on" in said.model_fields_set else _last_day(held.due)
    ours = held.ours if said.ours is None else said.ours
    made = rulings.rule(
        user,
        held.record,
        held.words,
        said.verdict,
        what=said.what or held.what,
        due_on=due_on,
        ours=ours,
        key=held.key,
    )
    return RulingOut(id=made.pk, promise=_out(_one(request, key)))


def _one(request: HttpRequest, key: UUID, at: When = NOW) -> reading.PromiseRow:
    now = at.to(clock.now())
    found = reading.one(key, seen_by(request), now, page.soon(now), at)
    if found is None:
        raise LookupError(key)
    return found


def _last_day(due: datetime | None) -> date | None:
    """The last day of a promise with us, as a correction takes it."""
    return (due.astimezone(reader.our_zone()) - timedelta(seconds=1)).date() if due else None


def _out(one: reading.PromiseRow) -> PromiseOut:
    return PromiseOut(
        id=UUID(one.key), state=one.state, ours=one.ours, what=one.what, by=one.by, to=one.to, client=one.client, client_id=one.client_id or None,
        said_at=one.said_at, due=one.due, amount=one.amount, currency=one.currency, quote=one.words, said_in=one.entity, said_in_kind=common_name(one.kind),
        system=one.system, confidence=one.confidence, reason=one.reason, replaced_by=UUID(one.replaced_by) if one.replaced_by else None,
        evidence=[ShownOut(kind=e.kind, thing_id=e.entity, title=e.title, at=e.at, why=e.why) for e in one.evidence],
    )  # fmt: skip
