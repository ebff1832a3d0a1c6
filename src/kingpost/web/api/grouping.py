"""Grouping flags by hand: join one to another, split a reason off, take either back."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from kingpost.accounts.permissions import Act
from kingpost.priorities import grouping, reading
from kingpost.priorities.models import GroupRuling
from kingpost.web.api.gate import require, seen_by

router = Router(tags=["Grouping flags"])


class JoinIn(Schema):
    """``into`` is the flag it becomes part of."""

    into: int


class SplitIn(Schema):
    """``reason`` is the id of a reason in GET /flags/{id}."""

    reason: int


class GroupingOut(Schema):
    """``verdict``: join or split. It teaches: what comes in about the same goes the same way."""

    id: int
    verdict: str
    at: datetime


@router.post("/flags/{number}/joins", response={201: GroupingOut}, summary="Make a flag part of another")
def join(request: HttpRequest, number: int, given: JoinIn) -> Status[GroupingOut]:
    """Both must be open. Take it back with DELETE /flags/{into}/groupings/{id}."""
    return Status(201, _out(grouping.join(require(request, Act.ANSWER), number, given.into)))


@router.post("/flags/{number}/splits", response={201: GroupingOut}, summary="Make one reason a flag of its own")
def split(request: HttpRequest, number: int, given: SplitIn) -> Status[GroupingOut]:
    """Not the only reason there is. Take it back with DELETE on the groupings of the flag it became."""
    return Status(201, _out(grouping.split(require(request, Act.ANSWER), number, given.reason)))


@router.delete("/flags/{number}/groupings/{one}", response={204: None}, summary="Group as before")
def grouping_withdrawn(request: HttpRequest, number: int, one: int) -> Status[None]:
    """Take back what put reasons on this flag; ``grouping_id`` in GET /flags/{id} names it."""
    user = require(request, Act.ANSWER)
    flag = reading.one(number, seen_by(request))
    if flag is None or one not in {reason.ruling for reason in reading.signals(flag.id, seen_by(request))}:
        raise LookupError(one)
    grouping.withdraw(user, [one])
    return Status(204, None)


def _out(made: GroupRuling) -> GroupingOut:
    return GroupingOut(id=made.pk, verdict=made.verdict, at=made.at)
