"""Flags, what people said to them, suggestions and decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from kingpost.accounts.permissions import Act
from kingpost.priorities import answers, reach, reading
from kingpost.proposals import decide, undo
from kingpost.proposals import reading as proposals
from kingpost.web.api import paging
from kingpost.web.api.gate import flag_reader, require, seen_by
from kingpost.web.api.paging import Limit

router = Router(tags=["Flags, suggestions, decisions"])


class Reason(Schema):
    """One reason behind a flag. ``grouping_id`` is a person's word that put it here, null where it belongs by itself."""

    id: int
    rule: str
    says: str
    since: datetime
    due: datetime | None
    thing_id: int
    grouping_id: int | None


class FlagOut(Schema):
    """One flag. ``why`` is why it is here, ``rank_why`` why it stands where it stands; ``score`` is the sum of the parts; ``reaches_you``, with ``mine``, why it is for you.

    ``due``, where a date was said, is the first moment after that day with us. ``raised_at`` is when something that cannot wait came up while it was open, null
    when nothing did; ``news`` is what, "" once that no longer holds.
    """

    id: int
    title: str
    why: str
    rank_why: str
    score: float
    client_id: int | None
    client: str
    thing_id: int
    owner: str
    since: datetime
    due: datetime | None
    before_we_started: bool
    opened_at: datetime
    raised_at: datetime | None
    news: str
    closed_at: datetime | None
    closed_why: str
    reaches_you: str = ""


class FlagWhole(FlagOut):
    reasons: list[Reason]
    suggestion_id: int | None


class Flags(Schema):
    count: int
    results: list[FlagOut]
    next: str | None


class AnswerIn(Schema):
    """``snoozed`` needs ``until``, with its zone, or ``event`` "reply" (until the client writes again) or "closes" (until the work it is about is done)."""

    verdict: Literal["handled", "wrong_client", "not_related", "snoozed"]
    until: datetime | None = None
    event: Literal["", "reply", "closes"] = ""


class AnswerOut(Schema):
    id: int
    verdict: str
    at: datetime


class Write(Schema):
    """One change in one system. ``lines`` are (what, before, after)."""

    system: str
    kind: str
    title: str
    lines: list[tuple[str, str, str]]


class SuggestionOut(Schema):
    """A proposed next step with the exact writes it would make."""

    id: int
    flag_id: int
    say: str
    detail: str
    cases: Any
    capacity: Any
    changes: list[Write]
    made_at: datetime
    good_until: datetime | None
    decision_id: int | None


class DecisionIn(Schema):
    verdict: Literal["approve", "decline"]
    note: str = ""


class ChangeOut(Schema):
    """``state``: waiting, sending, confirmed (read back), failed or undone."""

    id: int
    system: str
    title: str
    state: str
    error: str
    confirmed_at: datetime | None


class DecisionOut(Schema):
    """``state``: underway, done, failed, undoing or undone."""

    id: int
    suggestion_id: int
    verdict: str
    by: str
    at: datetime
    note: str
    state: str
    changes: list[ChangeOut]


class Decisions(Schema):
    results: list[DecisionOut]
    next: str | None


@router.get("/flags", response=Flags, summary="Flags, the costliest to leave first")
def flag_list(
    request: HttpRequest, before_we_started: bool = False, closed: bool = False, mine: bool = False, cursor: str | None = None, limit: Limit = 50
) -> Flags:  # fmt: skip
    """Open flags in their order; ``closed`` gives those that closed, newest first; ``mine`` the open ones that are for you, as on Today.

    ``count`` is how many there are in all.
    """
    start = paging.after_number(cursor)
    if mine:
        return _mine(request, start, limit)
    found = reading.listed(
        seen_by(request), before_start=before_we_started, closed=closed, limit=limit + 1, offset=start
    )
    total = reading.count(seen_by(request), before_start=before_we_started, closed=closed)
    return Flags(
        count=total,
        results=[FlagOut(**_plain(f)) for f in found[:limit]],
        next=paging.cursor(start + limit) if len(found) > limit else None,
    )


def _mine(request: HttpRequest, start: int, limit: int) -> Flags:
    whom = flag_reader(request)
    found = reach.listed(whom, limit=limit + 1, offset=start, with_sources=False)
    return Flags(
        count=reach.count(whom),
        results=[FlagOut(**_plain(f), reaches_you=reach.sentence(why, whom)) for f, why in found[:limit]],
        next=paging.cursor(start + limit) if len(found) > limit else None,
    )


@router.get("/flags/{number}", response=FlagWhole, summary="One flag with its reasons")
def flag(request: HttpRequest, number: int) -> FlagWhole:
    """One flag, open or closed."""
    found = _flag(request, number)
    suggestion = proposals.for_flags([found.id], seen_by(request)).get(found.id)
    reasons = [
        Reason(id=s.id, rule=s.rule, says=s.says, since=s.since, due=s.due, thing_id=s.entity, grouping_id=s.ruling)
        for s in reading.signals(found.id, seen_by(request))
    ]
    return FlagWhole(**_plain(found), reasons=reasons, suggestion_id=suggestion.id if suggestion else None)


@router.post("/flags/{number}/answers", response={201: AnswerOut}, summary="Say something to a flag")
def answer(request: HttpRequest, number: int, given: AnswerIn) -> Status[AnswerOut]:
    """Already handled, wrong client, not related, or snooze. Undo with DELETE /answers/{id}."""
    user = require(request, Act.ANSWER)
    if given.until is not None and given.until.tzinfo is None:
        raise ValueError("until needs its zone, as in 2026-03-03T09:00:00Z.")
    made = answers.answer(user, _flag(request, number).id, given.verdict, until=given.until, event=given.event)
    return Status(201, AnswerOut(id=made.pk, verdict=made.verdict, at=made.at))


@router.delete("/answers/{number}", response={204: None}, summary="Take an answer back")
def answer_undone(request: HttpRequest, number: int) -> Status[None]:
    """The flag is there again if its cause still is."""
    answers.undo(require(request, Act.ANSWER), [number])
    return Status(204, None)


@router.get("/suggestions/{number}", response=SuggestionOut, summary="One suggestion with its exact changes")
def suggestion(request: HttpRequest, number: int) -> SuggestionOut:
    """What is proposed, from which cases, who has time, and every write it would make."""
    found = proposals.one(number, seen_by(request))
    if found is None:
        raise LookupError(number)
    changes = [Write(system=c.system_title, kind=c.kind, title=c.title, lines=[(name, c.was.get(name, ""), c.will.get(name, ""))
                     for name in dict.fromkeys([*c.was, *c.will])]) for c in found.changes]  # fmt: skip
    return SuggestionOut(
        id=found.id, flag_id=found.flag, say=found.say, detail=found.detail, cases=_data(found.cases), capacity=_data(found.capacity), changes=changes,
        made_at=found.made_at, good_until=found.good_until, decision_id=found.decision.id if found.decision else None,
    )  # fmt: skip


@router.post("/suggestions/{number}/decisions", response={201: DecisionOut}, summary="Approve or decline a suggestion")
def decision(request: HttpRequest, number: int, given: DecisionIn) -> Status[DecisionOut]:
    """Approving queues the writes; each is confirmed by reading it back. Follow ``state`` with GET /decisions/{id}."""
    user = require(request, Act.DECIDE)
    made = decide.decide(user, number, given.verdict, note=given.note)
    return Status(201, _decision(request, made.pk))


@router.get("/decisions", response=Decisions, summary="Decisions, newest first")
def decision_list(request: HttpRequest, cursor: str | None = None, limit: Limit = 50) -> Decisions:
    """Every decision you may see, undone ones included."""
    found = proposals.decisions(seen_by(request), before=paging.after_number(cursor) or None, limit=limit)
    return Decisions(
        results=[_shown(d) for d in found], next=paging.cursor(found[-1].id) if len(found) == limit else None
    )


@router.get("/decisions/{number}", response=DecisionOut, summary="One decision and how far its changes are")
def one_decision(request: HttpRequest, number: int) -> DecisionOut:
    """A decision with the state of each write."""
    return _decision(request, number)


@router.delete("/decisions/{number}", response={202: DecisionOut}, summary="Undo a decision")
def decision_undone(request: HttpRequest, number: int) -> Status[DecisionOut]:
    """Queues compensating writes, in reverse order."""
    undo.undo(require(request, Act.DECIDE), number)
    return Status(202, _decision(request, number))


def _flag(request: HttpRequest, number: int) -> reading.FlagRow:
    found = reading.one(number, seen_by(request))
    if found is None:
        raise LookupError(number)
    return found


def _decision(request: HttpRequest, number: int) -> DecisionOut:
    found = proposals.decision(number, seen_by(request))
    if found is None:
        raise LookupError(number)
    return _shown(found)


def _shown(d: proposals.DecisionRow) -> DecisionOut:
    changes = [
        ChangeOut(id=c.id, system=c.system, title=c.title, state=c.state, error=c.error, confirmed_at=c.confirmed_at)
        for c in d.changes
    ]
    return DecisionOut(
        id=d.id,
        suggestion_id=d.suggestion,
        verdict=d.verdict,
        by=d.by,
        at=d.at,
        note=d.note,
        state=d.state,
        changes=changes,
    )


def _plain(f: reading.FlagRow) -> dict[str, Any]:
    return {"id": f.id, "title": f.title, "why": f.why, "rank_why": f.rank_why, "score": f.score, "client_id": f.client_id or None, "client": f.client,
            "thing_id": f.entity, "owner": f.owner, "since": f.since, "due": f.due, "before_we_started": f.before_start, "opened_at": f.opened_at,
            "raised_at": f.raised_at, "news": f.news,
            "closed_at": f.closed_at, "closed_why": f.closed_why}  # fmt: skip


def _data(value: Any) -> Any:
    """Structs as plain data."""
    return msgspec.to_builtins(value)
