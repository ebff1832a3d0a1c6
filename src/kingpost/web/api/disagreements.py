"""Disagreements and what people decided about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from kingpost.accounts.permissions import Act
from kingpost.knowledge import disputes, disputes_then
from kingpost.knowledge.models import Disagreement
from kingpost.web import reader
from kingpost.web import rulings as page
from kingpost.web.api import paging
from kingpost.web.api.dating import KnownAt, TrueAt, when
from kingpost.web.api.gate import require, seen_by
from kingpost.web.api.paging import Limit

router = Router(tags=["Disagreements"])


class SideOut(Schema):
    """What one record says. ``says`` is a short name for it, for a ruling; ``behind``: the other side said the same before and has moved on."""

    says: str
    system: str
    thing_id: int
    kind: str
    field: str
    value: Any
    currency: str
    quote: str
    said_at: datetime | None
    url: str
    behind: bool


class DisagreementOut(Schema):
    """``state``: open, settled or gone. At risk is money, days, or neither; ``news`` is what contradicts the ruling since."""

    id: int
    about: str
    title: str
    thing_id: int
    client_id: int | None
    state: str
    money: str | None
    currency: str
    days: float | None
    sides: list[SideOut]
    ruling_id: int | None
    news: list[Any]
    opened_at: datetime
    closed_at: datetime | None


class Disagreements(Schema):
    count: int
    results: list[DisagreementOut]
    next: str | None


class RulingIn(Schema):
    """``says`` is that of the side that is right, refused when the side says something else by now; ``side`` its place, from 0; ``value`` a third one."""

    choice: Literal["side", "both", "third"]
    says: str = ""
    side: int | None = None
    value: str = ""
    note: str = ""


class RulingOut(Schema):
    id: int
    choice: str
    value: Any
    at: datetime


@router.get("/disagreements", response=Disagreements, summary="Disagreements, the greatest risk first")
def disagreement_list(
    request: HttpRequest, settled: bool = False, cursor: str | None = None, limit: Limit = 50, true_at: TrueAt = None, known_at: KnownAt = None
) -> Disagreements:  # fmt: skip
    """Open ones; ``settled`` gives those that are settled or gone, the latest first. ``count`` is how many are open in all.

    ``true_at`` and ``known_at`` ask how they stood on an earlier day, with what each side said then; ``count`` is then that of the list asked for.
    """
    start, at = paging.after_number(cursor), when(true_at, known_at)
    if not at.present:
        then = disputes_then.listed(seen_by(request), at, reader.zone(), settled=settled)
        beyond = paging.cursor(start + limit) if len(then) > start + limit else None
        return Disagreements(count=len(then), results=[_then(one) for one in then[start : start + limit]], next=beyond)
    found = disputes.listed(seen_by(request), settled=settled, limit=limit + 1, offset=start)
    more = paging.cursor(start + limit) if len(found) > limit else None
    return Disagreements(
        count=disputes.count(seen_by(request)), results=[_shown(row) for row in found[:limit]], next=more
    )


@router.get("/disagreements/{number}", response=DisagreementOut, summary="One disagreement with its sides")
def disagreement(
    request: HttpRequest, number: int, true_at: TrueAt = None, known_at: KnownAt = None
) -> DisagreementOut:
    """One disagreement, open, settled or gone; as it stood at ``true_at`` and ``known_at``."""
    at = when(true_at, known_at)
    if not at.present:
        then = disputes_then.one(number, seen_by(request), at, reader.zone())
        if then is None:
            raise LookupError(number)
        return _then(then)
    return _shown(_one(request, number))


@router.post("/disagreements/{number}/rulings", response={201: RulingOut}, summary="Settle a disagreement")
def ruling(request: HttpRequest, number: int, given: RulingIn) -> Status[RulingOut]:
    """One side is right, both are, or a third value is. Take it back with DELETE /rulings/{id}."""
    user = require(request, Act.DECIDE)
    row = _one(request, number)
    made = page.settle(user, row.id, given.choice, side=given.side, says=given.says, value=given.value, note=given.note)
    return Status(201, RulingOut(id=made.pk, choice=made.choice, value=made.value, at=made.at))


@router.delete("/rulings/{number}", response={204: None}, summary="Take a ruling back")
def ruling_withdrawn(request: HttpRequest, number: int) -> Status[None]:
    """The ruling it replaced holds again; else the disagreement is open again if its cause still is."""
    user = require(request, Act.DECIDE)
    about = Disagreement.objects.filter(ruling_id=number, audience_id__in=seen_by(request))
    if not about.exists():
        raise LookupError(number)
    page.withdraw(user, [number])
    return Status(204, None)


def _one(request: HttpRequest, number: int) -> disputes.Row:
    found = disputes.one(number, seen_by(request))
    if found is None:
        raise LookupError(number)
    return found


def _then(one: disputes_then.Then) -> DisagreementOut:
    """As it stood: what was decided about it later is not said."""
    return _shown(replace(one.row, ruling=None, news=[], closed_at=None)).model_copy(update={"state": one.state})


def _shown(row: disputes.Row) -> DisagreementOut:
    sides = [SideOut(says=s.says, system=s.system, thing_id=s.entity, kind=s.kind, field=s.field, value=s.value, currency=s.currency, quote=s.quote, said_at=s.at, url=s.url, behind=s.behind)
             for s in row.sides]  # fmt: skip
    return DisagreementOut(
        id=row.id, about=row.family, title=row.title, thing_id=row.entity, client_id=row.client_id or None, state=row.state, money=str(row.money) if row.money is not None else None,
        currency=row.currency, days=row.days, sides=sides, ruling_id=row.ruling.id if row.ruling else None, news=row.news, opened_at=row.opened_at, closed_at=row.closed_at,
    )  # fmt: skip
