"""Pairs of records that may be one thing, and what people said to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from kingpost.accounts.permissions import Act
from kingpost.identity import review
from kingpost.identity.answered import answered
from kingpost.web import earlier_answers
from kingpost.web.api.gate import require, seen_by
from kingpost.web.api.paging import Limit

router = Router(tags=["Same or different"])


class Comparison(Schema):
    """What one comparison found, and its weight in bits: above 0 speaks for one thing, below 0 against."""

    level: str
    weight: float


class SideOut(Schema):
    record_id: int
    thing_id: int
    title: str
    system: str
    fields: dict[str, Any]


class PairOut(Schema):
    """Two records that may be one thing. ``weight`` is the sum in bits, with what is known before comparing."""

    kind: str
    weight: float
    comparisons: list[Comparison]
    sides: list[SideOut]


class Pairs(Schema):
    results: list[PairOut]


class SameIn(Schema):
    """``unsure`` asks again later."""

    verdict: Literal["same", "different", "unsure"]


class JudgementOut(Schema):
    id: int
    verdict: str
    at: datetime


class EndOut(Schema):
    record_id: int
    thing_id: int
    title: str
    system: str


class AnsweredOut(JudgementOut):
    """An answer that holds. ``reason`` is "asked", "merged by hand" or "split by hand"."""

    kind: str
    reason: str
    by: str
    records: list[EndOut]


class Judgements(Schema):
    results: list[AnsweredOut]


@router.get("/pairs", response=Pairs, summary="Pairs to answer, the likeliest first")
def pair_list(request: HttpRequest, kind: Literal["", "person", "client", "project"] = "", limit: Limit = 20) -> Pairs:
    """Open questions of which you may see both records."""
    return Pairs(
        results=[_shown(q, seen_by(request)) for q in review.questions(seen_by(request), kind=kind, limit=limit)]
    )


@router.post(
    "/pairs/{one}/{other}/answers", response={201: JudgementOut}, summary="Say whether two records are one thing"
)
def pair_answer(request: HttpRequest, one: int, other: int, given: SameIn) -> Status[JudgementOut]:
    """Holds until it is taken back with DELETE /judgements/{id}."""
    user = require(request, Act.ANSWER)
    if not review.may_see(one, other, seen_by(request)):
        raise LookupError(f"{one}/{other}")
    made = review.answer(one, other, given.verdict, user)
    return Status(201, JudgementOut(id=made.pk, verdict=made.verdict, at=made.at))


@router.get("/judgements", response=Judgements, summary="What people said to be the same or different, newest first")
def judgement_list(request: HttpRequest, before: int | None = None, limit: Limit = 20) -> Judgements:
    """Answers that hold, of which you may see both records; ``before`` the id of one: older ones."""
    found = answered(seen_by(request), before=before, limit=limit)
    return Judgements(
        results=[
            AnsweredOut(id=a.id, verdict=a.verdict, at=a.at, kind=a.kind, reason=a.reason, by=a.by,
                        records=[EndOut(record_id=e.record, thing_id=e.thing, title=e.title, system=e.system) for e in a.ends])
            for a in found
        ]
    )  # fmt: skip


@router.delete("/judgements/{number}", response={204: None}, summary="Take such an answer back")
def judgement_undone(request: HttpRequest, number: int) -> Status[None]:
    """The pair is asked again; what was joined comes apart. Of a split by hand everything is taken back, as on the page."""
    user = require(request, Act.ANSWER)
    held = review.judgement(number)
    if held is None or not review.may_see(held.one, held.other, seen_by(request)):
        raise LookupError(number)
    earlier_answers.withdraw(user, held)
    return Status(204, None)


def _shown(question: review.Question, seen: list[int]) -> PairOut:
    return PairOut(
        kind=question.kind,
        weight=round(question.weight, 2),
        comparisons=[Comparison(level=level, weight=weight) for level, weight in question.reasons],
        sides=[
            SideOut(record_id=s.record, thing_id=s.entity, title=s.title, system=s.system, fields=s.fields)
            for s in review.sides(question, seen)
        ],
    )
