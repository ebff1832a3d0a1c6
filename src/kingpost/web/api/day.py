"""The brief of a meeting and the end of the day, as their pages show them."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from kingpost.reports import brief as briefs
from kingpost.reports.due_today import Due
from kingpost.reports.meeting import Person
from kingpost.toolbox import clock
from kingpost.web import client_parts, end_of_day, promises
from kingpost.web.api.gate import flag_reader, seen_by

router = Router(tags=["The day"])


class PersonOut(Schema):
    """Somebody who is invited. ``answer`` is what the calendar holds; ``last_said`` the thing their last word is in, null when we know of none."""

    id: int
    name: str
    title: str
    email: str
    ours: bool
    organiser: bool
    answer: str
    last_said_at: datetime | None
    last_said: str
    last_said_in: int | None


class BeforeOut(Schema):
    """One time we met before; ``notes`` is null when the calendar holds none."""

    id: int
    title: str
    at: datetime
    notes: str | None


class ChangedOut(Schema):
    thing_id: int
    title: str
    at: datetime
    text: str
    by: str


class PointOut(Schema):
    """``why``: presses, settle, owed, asked, theirs or unpaid; ``page`` and ``key`` name what it is about."""

    why: str
    what: str
    page: str
    key: str
    due: datetime | None


class BriefOut(Schema):
    """``changed`` holds the newest of ``things_changed`` since ``since``; the other lists hold ids, in order, for their own addresses."""

    id: int
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    location: str
    client: str
    client_id: int | None
    people: list[PersonOut]
    papers: list[int]
    before: list[BeforeOut]
    since: datetime | None
    things_changed: int
    changed: list[ChangedOut]
    mails_from_them: int
    mails_from_us: int
    flags: list[int]
    promises: list[str]
    disagreements: list[int]
    approvals: list[int]
    invoices: list[int]
    agenda: list[PointOut]


class ToldOut(Schema):
    who: str
    at: datetime


class DueOut(Schema):
    """``state``: open, done, moved, gone or unclear; ``due`` is the present date."""

    page: str
    key: str
    kind: str
    title: str
    state: str
    due: datetime | None
    owner: str
    client: str
    client_id: int | None
    told: list[ToldOut]


class FirstOut(Schema):
    title: str
    client: str
    why: str
    page: str
    key: str
    due: datetime | None


class SystemOut(Schema):
    """``state``: complete, incomplete, behind, failing, loading or paused."""

    key: str
    title: str
    state: str
    as_of: datetime | None


class EndOfDayOut(Schema):
    """``clear``: nothing due today is unowned, nothing due or urgent undecided, nothing unsent; ``sure``: and every system is known to be complete.

    ``doubts`` says why not. ``undecided`` are flags that are due or urgent, ``notes`` status notes that wait for a yes. Of mails that one choice files, ``unsent``
    names the first.
    """

    day: str
    zone: str
    said: str
    clear: bool
    sure: bool
    doubts: list[str]
    due: list[DueOut]
    undecided: list[int]
    notes: list[int]
    unsent: list[int]
    tomorrow: str
    first: list[FirstOut]
    systems: list[SystemOut]


@router.get("/meetings/{number}/brief", response=BriefOut, summary="The brief of a meeting")
def brief(request: HttpRequest, number: int, at: str | None = None) -> BriefOut:
    """Worked out when asked for. ``at`` names one time of a meeting that takes place several times; without it the next."""
    now = clock.now()
    made = briefs.brief(number, seen_by(request), now, promises.soon(now), client_parts.moment(at or ""))
    if made is None:
        raise LookupError(number)
    held, since = made.meeting, made.since
    return BriefOut(
        id=held.id, title=held.title, starts_at=held.starts_at, ends_at=held.ends_at, location=held.location,
        client=held.client[1] if held.client else "", client_id=held.client[0] if held.client else None, people=[_person(one) for one in held.people],
        papers=[paper for paper, _ in held.papers], before=[BeforeOut(id=b.id, title=b.title, at=b.at, notes=b.notes) for b in held.before],
        since=since.moment if since else None, things_changed=since.things if since else 0,
        changed=[ChangedOut(thing_id=c.thing, title=c.title, at=c.at, text=c.text, by=c.by) for c in since.changed] if since else [],
        mails_from_them=since.theirs if since else 0, mails_from_us=since.ours if since else 0, flags=[one.id for one in made.flags],
        promises=[one.key for one in made.promises], disagreements=[one.id for one in made.disagreements], approvals=[one.id for one in made.approvals],
        invoices=[one.id for one in made.invoices],
        agenda=[PointOut(why=one.why, what=one.what, page=one.page, key=str(one.key), due=one.due) for one in made.agenda],
    )  # fmt: skip


@router.get("/end-of-day", response=EndOfDayOut, summary="The end of the day, at any time of it")
def day(request: HttpRequest, everybody: bool = False) -> EndOfDayOut:
    """What was due today and what became of it, what is left, what tomorrow begins with, and how sure that is: what is your own, or all you may see."""
    made = end_of_day.of_now(flag_reader(request), everybody=everybody)
    zone = made.day.zone
    return EndOfDayOut(
        day=made.day.start.astimezone(zone).date().isoformat(), zone=zone.key, said=end_of_day.sentence(made), clear=made.clear, sure=made.sure,
        doubts=end_of_day.doubts(made), due=[_due(one) for one in made.due], undecided=[one.id for one in made.undecided],
        notes=[one.id for one in made.notes],
        unsent=[one.id for one in made.unsent], tomorrow=made.day.next_start.astimezone(zone).date().isoformat(),
        first=[FirstOut(title=f.title, client=f.client, why=f.why, page=f.page, key=str(f.key), due=f.due) for f in made.first],
        systems=[SystemOut(key=s.key, title=s.title, state=s.state(made.now), as_of=s.as_of) for s in made.systems],
    )  # fmt: skip


def _person(one: Person) -> PersonOut:
    return PersonOut(id=one.id, name=one.name, title=one.role, email=one.email, ours=one.ours, organiser=one.organiser, answer=one.answer,
                     last_said_at=one.said_at, last_said=one.quote or one.said, last_said_in=one.said_in)  # fmt: skip


def _due(one: Due) -> DueOut:
    return DueOut(page=one.page, key=str(one.key), kind=one.kind, title=one.title, state=one.state, due=one.due, owner=one.owner, client=one.client,
                  client_id=one.client_id, told=[ToldOut(who=told.who, at=told.at) for told in one.told])  # fmt: skip
