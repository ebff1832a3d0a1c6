"""What was not shown and turned out to matter, week by week; and a person's word that a miss did not matter."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from kingpost.accounts.permissions import Act
from kingpost.knowledge import business
from kingpost.priorities import misses
from kingpost.toolbox import clock
from kingpost.web.api.gate import require, seen_by
from kingpost.web.api.kinds import common_name

router = Router(tags=["What we missed"])


class EvidenceOut(Schema):
    """Something that shows it: a thing, by its number."""

    thing_id: int
    kind: str
    title: str


class MissOut(Schema):
    """``why`` it was not shown; ``showed`` what showed that it mattered. ``did_not_matter`` names who said so, "" when it counts."""

    id: int
    thing_id: int
    thing_kind: str
    title: str
    client_id: int | None
    client: str
    day: date
    came_at: datetime
    why: str
    showed: str
    showed_at: datetime
    did_not_matter: str
    evidence: list[EvidenceOut]


class WeekOut(Schema):
    """Of ``held`` things that were not shown ``misses`` count; the true share lies between ``low`` and ``high``, 95 times in a hundred. ``over``: none can be added."""

    begins: date
    held: int
    misses: int
    low: float
    high: float
    over: bool
    results: list[MissOut]


class Weeks(Schema):
    results: list[WeekOut]


class MissAnswerOut(Schema):
    id: int
    at: datetime


@router.get("/misses", response=Weeks, summary="What we missed, week by week")
def miss_list(request: HttpRequest) -> Weeks:
    """The last weeks that were looked back at, the newest first, each with its misses."""
    found = misses.weeks(seen_by(request), clock.today(business.zone()))
    return Weeks(results=[_week(one) for one in found])


@router.post("/misses/{number}/answers", response={201: MissAnswerOut}, summary="Say that a miss did not matter")
def miss_answer(request: HttpRequest, number: int) -> Status[MissAnswerOut]:
    """It no longer counts and teaches nothing more. Take it back with DELETE /misses/{id}/answers/{answer}."""
    made = misses.did_not_matter(require(request, Act.ANSWER), number, seen_by(request))
    return Status(201, MissAnswerOut(id=made.pk, at=made.at))


@router.delete("/misses/{number}/answers/{one}", response={204: None}, summary="It matters after all")
def miss_answer_withdrawn(request: HttpRequest, number: int, one: int) -> Status[None]:
    """Take back that a miss did not matter: it counts again."""
    user = require(request, Act.ANSWER)
    if one not in misses.answers_of(number, seen_by(request)):
        raise LookupError(one)
    misses.take_back(user, [one])
    return Status(204, None)


def _week(week: misses.Week) -> WeekOut:
    low, high = week.interval
    return WeekOut(
        begins=week.begins, held=week.held, misses=week.misses, low=round(low, 6), high=round(high, 6), over=week.over, results=[_miss(row) for row in week.rows]
    )  # fmt: skip


def _miss(row: misses.MissRow) -> MissOut:
    shown = [EvidenceOut(kind=common_name(kind), thing_id=thing, title=title) for kind, thing, title in row.evidence]
    return MissOut(
        id=row.id, thing_id=row.entity, thing_kind=common_name(row.kind), title=row.title, client_id=row.client_id or None, client=row.client or "", day=row.day,
        came_at=row.came_at, why=row.why, showed=row.showed, showed_at=row.showed_at, did_not_matter=row.no_matter, evidence=shown,
    )  # fmt: skip
