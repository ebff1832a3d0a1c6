"""Clients, any one thing with its facts and their evidence, timelines, and search."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from kingpost.knowledge import asof, clients, entities, finding, timelines
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.web.api import paging
from kingpost.web.api.dating import KnownAt, TrueAt, when
from kingpost.web.api.gate import seen_by
from kingpost.web.api.kinds import common_name, our_name
from kingpost.web.api.paging import Limit

router = Router(tags=["Clients, things, search"])
PAGE = 100


class ClientOut(Schema):
    id: int
    kind: str = "Account"
    name: str
    owner: str
    last_activity_at: datetime | None
    last_activity: str
    open_work: int
    overdue: int


class Clients(Schema):
    results: list[ClientOut]
    next: str | None


class Fact(Schema):
    """A value we go by, the rule that made it win and whether visible systems differ on it."""

    field: str
    value: Any
    rule: str


class RecordOut(Schema):
    """What one system holds about the thing, under its own id. ``remote_data`` is what the system said, decoded, where it is JSON."""

    id: int
    system: str
    remote_id: str
    remote_url: str
    remote_data: Any = None
    learned_at: datetime
    versions: int


class Thing(Schema):
    """One entity. ``id`` is the current number; an old number leads here too. ``due``, where a date was said, is the first moment after that day with us."""

    id: int
    kind: str
    title: str
    open: bool | None
    due: datetime | None
    updated_at: datetime | None
    facts: list[Fact]
    records: list[RecordOut]


class SayingOut(Schema):
    """One system's word on one field."""

    system: str
    remote_id: str
    value: Any
    says_since: datetime | None
    learned_at: datetime
    remote_url: str
    quote: str
    we_go_by_it: bool


class Evidence(Schema):
    field: str
    disagreement: bool
    results: list[SayingOut]


class LineOut(Schema):
    at: datetime
    what: str
    text: str
    actor: str
    thing_id: int
    thing_kind: str
    thing_title: str


class Lines(Schema):
    results: list[LineOut]
    next: str | None


class FoundOut(Schema):
    id: int
    kind: str
    title: str
    at: datetime | None
    client: str
    client_id: int | None
    number: str


class FoundList(Schema):
    results: list[FoundOut]


@router.get("/clients", response=Clients, summary="Clients, by name")
def client_list(
    request: HttpRequest, starts_with: str = "", cursor: str | None = None, limit: Limit = PAGE, true_at: TrueAt = None, known_at: KnownAt = None
) -> Clients:  # fmt: skip
    """Clients with their owner, last activity and open work; ``true_at`` and ``known_at`` ask for an earlier day."""
    start = paging.after_number(cursor)
    found = clients.listed(
        seen_by(request), clock.now(), letters=starts_with, limit=start + limit + 1, when=when(true_at, known_at)
    )[start:]
    return Clients(
        results=[ClientOut(id=c.id, name=c.title, owner=c.owner, last_activity_at=c.last_at, last_activity=c.last_text, open_work=c.open_work, overdue=c.overdue)
                 for c in found[:limit]],
        next=paging.cursor(start + limit) if len(found) > limit else None,
    )  # fmt: skip


@router.get("/things/{number}", response=Thing, summary="One thing with the values we go by")
def one_thing(
    request: HttpRequest, number: int, remote_data: bool = False, true_at: TrueAt = None, known_at: KnownAt = None
) -> Thing:
    """A client, person, project, ticket, message, … by number, with the values we go by and the records behind it.

    ``true_at`` asks for what held on a day, ``known_at`` for what had been learned by then; ``remote_data`` is always the newest.
    """
    at = when(true_at, known_at)
    thing, sources = _with_sources(request, number, at)
    said = entities.remote_data([s.record for s in sources], seen_by(request)) if remote_data else {}
    return Thing(
        id=thing.id, kind=common_name(thing.kind, bool(thing.values.get("staff"))), title=thing.title, open=thing.open, due=thing.due, updated_at=thing.at,
        facts=[Fact(field=name, value=value, rule=thing.rule(name)) for name, value in sorted(thing.values.items())],
        records=[RecordOut(id=s.record, system=s.system, remote_id=s.remote_id, remote_url=s.url, learned_at=s.learned, versions=s.versions,
                           remote_data=said.get(s.record)) for s in sources],
    )  # fmt: skip


@router.get("/things/{number}/evidence/{field}", response=Evidence, summary="Who says so")
def evidence(
    request: HttpRequest, number: int, field: str, true_at: TrueAt = None, known_at: KnownAt = None
) -> Evidence:
    """Everything visible that is said, or was at ``true_at`` and ``known_at``, about one field, the word we go by first."""
    said = entities.evidence(_number(number), field, seen_by(request), when(true_at, known_at))
    if not said:
        raise LookupError(field)
    results = [SayingOut(system=s.system, remote_id=s.remote_id, value=s.value, says_since=s.at, learned_at=s.learned, remote_url=s.url, quote=s.quote,
                         we_go_by_it=s.won) for s in said]  # fmt: skip
    return Evidence(field=field, disagreement=entities.differing(said), results=results)


@router.get("/things/{number}/timeline", response=Lines, summary="What happened, newest first")
def timeline(
    request: HttpRequest, number: int, only: str = "", cursor: str | None = None, limit: Limit = 50, true_at: TrueAt = None, known_at: KnownAt = None
) -> Lines:  # fmt: skip
    """The timeline of a client (everything that concerns it; ``only``: mail, tickets, project or money) or of any other thing.

    ``true_at`` hides what happened later; with ``known_at`` it is the timeline as it was known then.
    """
    if only and only not in timelines.KINDS:
        raise ValueError(f"only is one of: {', '.join(timelines.KINDS)}.")
    at = when(true_at, known_at)
    thing, (behind, given) = _thing(request, number, at), paging.after_moment(cursor)
    # Lines of one moment may be cut apart by a page: go back to that moment and leave out those already given.
    before = behind + timedelta(microseconds=1) if behind else None
    if thing.kind == "client":
        lines = timelines.of_client(thing.id, seen_by(request), only=only, before=before, limit=limit + given, when=at)[
            given:
        ]
    else:
        lines = timelines.of_entity(thing.id, seen_by(request), before=before, limit=limit + given, when=at)[given:]
    results = [LineOut(at=i.at, what=i.what, text=i.text, actor=i.actor, thing_id=i.entity_id, thing_kind=common_name(i.kind), thing_title=i.title)
               for i in lines]  # fmt: skip
    at_end = [i for i in lines if i.at == lines[-1].at]
    again = given if lines and lines[-1].at == behind else 0
    return Lines(
        results=results, next=paging.moment_cursor(lines[-1].at, len(at_end) + again) if len(lines) == limit else None
    )


@router.get("/search", response=FoundList, summary="Find anything by words")
def search(request: HttpRequest, q: str, kind: str | None = None, limit: Limit = 12) -> FoundList:
    """What fits all these words best; the last may be a beginning. ``kind`` is a common name such as Ticket."""
    found = finding.find(q, seen_by(request), kinds=[our_name(kind)] if kind else None, limit=limit)
    return FoundList(
        results=[
            FoundOut(
                id=f.id,
                kind=common_name(f.kind),
                title=f.title,
                at=f.at,
                client=f.client,
                client_id=f.client_id,
                number=f.number,
            )
            for f in found
        ]
    )


def _number(number: int) -> int:
    current = entities.current_number(number)
    if current is None:
        raise LookupError(number)
    return current


def _thing(request: HttpRequest, number: int, at: When) -> entities.Thing:
    thing = entities.thing(_number(number), seen_by(request), at)
    if thing is None:
        raise LookupError(number)
    return thing


def _with_sources(request: HttpRequest, number: int, at: When) -> tuple[entities.Thing, list[entities.Source]]:
    if at.present:
        thing = _thing(request, number, at)
        return thing, entities.sources(thing.id, seen_by(request))
    then = next(iter(asof.things([_number(number)], seen_by(request), at)), None)
    if then is None:
        raise LookupError(number)
    return entities.of(then), entities.sources_then(then)
