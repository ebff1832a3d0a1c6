"""Approvals with every place that records them, and the project a thing belongs to with its reason."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from kingpost.knowledge import entities
from kingpost.knowledge.approvals import reading, then
from kingpost.knowledge.project_links import reading as projects
from kingpost.web.api import paging
from kingpost.web.api.dating import KnownAt, TrueAt, when
from kingpost.web.api.gate import seen_by
from kingpost.web.api.kinds import common_name
from kingpost.web.api.paging import Limit

router = Router(tags=["Approvals and projects"])


class PlaceOut(Schema):
    """One place that records it: ``place`` is field, status, mail or comment; ``condition`` is conditional, waiting or empty."""

    system: str
    thing_id: int
    place: str
    state: str
    condition: str
    quote: str
    at: datetime | None
    by: str
    remote_url: str


class ApprovalOut(Schema):
    """``state`` is asked, approved, refused or withdrawn; ``differs`` says that places say different things."""

    id: int
    thing_kind: str
    what: str
    state: str
    differs: bool
    asked_by: str
    asked_of: str
    asked_at: datetime | None
    decided_at: datetime | None
    client: str
    client_id: int | None
    project: str
    project_id: int | None
    places: list[PlaceOut]


class Approvals(Schema):
    results: list[ApprovalOut]
    next: str | None


class ProjectOut(Schema):
    """``via`` is said, reference, words, thread, attachment or person; ``score`` its points, 100 when certain."""

    project_id: int
    project: str
    via: str
    score: float
    why: str


@router.get("/approvals", response=Approvals, summary="Approvals, those that wait first")
def approval_list(
    request: HttpRequest,
    state: str = "",
    client_id: int | None = None,
    project_id: int | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
    true_at: TrueAt = None,
    known_at: KnownAt = None,
) -> Approvals:
    """What was asked, by whom, of whom, its state and where it is recorded; at ``true_at`` and ``known_at``, what every place had said by then."""
    if state and state not in reading.STATES:
        raise ValueError(f"state is one of: {', '.join(reading.STATES)}.")
    start, at = paging.after_number(cursor), when(true_at, known_at)
    if not at.present:
        states = [state] if state else reading.STATES
        earlier = then.listed(seen_by(request), at, states=states, client=client_id, project=project_id)
        beyond = paging.cursor(start + limit) if len(earlier) > start + limit else None
        return Approvals(results=[_out(one) for one in earlier[start : start + limit]], next=beyond)
    found = reading.listed(
        seen_by(request),
        states=[state] if state else reading.STATES,
        client=client_id,
        project=project_id,
        limit=limit + 1,
        offset=start,
    )
    return Approvals(
        results=[_out(one) for one in found[:limit]], next=paging.cursor(start + limit) if len(found) > limit else None
    )


@router.get("/things/{number}/project", response=ProjectOut, summary="The project a thing belongs to")
def project(request: HttpRequest, number: int) -> ProjectOut:
    """Said by its system, or linked by who, words and time; with the reason."""
    current = entities.current_number(number) or 0
    found = projects.project_of([current], seen_by(request)).get(current)
    if found is None or entities.thing(current, seen_by(request)) is None:
        raise LookupError(number)
    return ProjectOut(project_id=found.project, project=found.title, via=found.via, score=found.score, why=found.why)


def _out(one: reading.ApprovalRow) -> ApprovalOut:
    places = [PlaceOut(system=p.system, thing_id=p.thing, place=p.place, state=p.state, condition=p.condition, quote=p.quote, at=p.at, by=p.by, remote_url=p.url)
              for p in one.places]  # fmt: skip
    return ApprovalOut(
        id=one.id, thing_kind=common_name(one.kind), what=one.what, state=one.state, differs=one.differs, asked_by=one.asked_by, asked_of=one.asked_of,
        asked_at=one.asked_at, decided_at=one.decided_at, client=one.client, client_id=one.client_id, project=one.project, project_id=one.project_id, places=places,
    )  # fmt: skip
