"""A ticket was escalated, keeps coming back or is about to run out of its agreed time; or what a client writes says how bad it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kingpost.priorities import tone, words
from kingpost.priorities.batch import Batch, Noticed, Subject, Waiting
from kingpost.priorities.numbers import Number
from kingpost.priorities.seniority import decides

TITLE = "A ticket needs attention"
ABOUT = (
    "An open ticket is marked as escalated, was reopened {reopened} times or more, or has {soon} working hours or less until it is due; or what a client writes, by mail or on a ticket, "
    "says that it is grave: work stands still, something is lost, our word was broken, they are let down, they may leave. Also: who decides there writes concerned; they have written "
    "{repeated} times without an answer; or they write about the same at once by mail and on a ticket, or several of them do."
)
REOPENED = Number("escalation.reopened", 2, "Times reopened", most=20, own=True)
SOON = Number("escalation.soon", 2, "Working hours left until a ticket is due", least=0, most=80, own=True)
REPEATED = Number(
    "escalation.repeated", 3, "Mails or words on a ticket in a row without an answer", least=2, most=20, own=True
)
NUMBERS = (REOPENED, SOON, REPEATED)


def find(batch: Batch) -> Iterator[Noticed]:
    """Open tickets, each at most once for each reason, and unanswered mails that escalate."""
    yield from _in_words(batch)
    for ticket in batch.of("ticket"):
        if _is_escalated(ticket):
            yield _noticed(
                ticket, "escalated", f"{_called(ticket)} is escalated.", _turned(ticket, batch), escalated=True
            )
        if (count := _count(ticket.fields.get("reopened"))) >= batch.number(REOPENED, ticket.client.entity):
            yield _noticed(
                ticket,
                "reopened",
                f"{_called(ticket)} was reopened {words.times(count)}.",
                _turned(ticket, batch),
                reopened=count,
            )
        if ticket.client.standing == "client":
            yield from _said(batch, ticket)
        if ticket.due is not None:
            yield from _by_due(batch, ticket, ticket.due)


def _said(batch: Batch, ticket: Subject) -> Iterator[Noticed]:
    """What a client says on a ticket: how bad it is, who writes there, and how often without an answer."""
    heard = tone.of(f"{ticket.title}. {ticket.said}") if ticket.said_at else tone.Tone(0.0, ())
    if ticket.said_at and heard.grave:
        says = f"The client writes on ticket {ticket.remote_id}: {words.listed(list(heard.reasons[:3]))}."
        yield _noticed(ticket, "said", says, ticket.said_at, points=heard.points, still=heard.still or None)
    asking = ticket.asking
    if asking is None:
        return
    name = asking.person_name or "The client"
    who = {"person": asking.person, "person_name": name, "person_title": asking.person_title}
    if heard.points >= tone.CONCERNED and decides(asking.person_title):
        says = f"{name} ({asking.person_title}) writes in person on ticket {ticket.remote_id}: {words.listed(list(heard.reasons[:2]))}."
        yield _noticed(ticket, "senior", says, asking.last, points=heard.points, **who)
    if asking.times >= batch.number(REPEATED, ticket.client.entity):
        says = f"{name} wrote {words.times(asking.times)} on ticket {ticket.remote_id} without an answer."
        yield _noticed(ticket, "repeated", says, asking.last, **who)


def _in_words(batch: Batch) -> Iterator[Noticed]:
    """Mails of a client nobody has answered that say how bad it is, come again and again, or from several sides."""
    for thread in batch.waiting:
        if thread.client.standing != "client":
            continue
        heard = tone.of(f"{thread.title}. {thread.text or thread.quote}")
        if heard.grave:
            yield _waiting(
                thread,
                "words",
                f"{thread.person_name} writes: “{words.quoted(thread.quote or thread.title, 120)}”",
                points=heard.points,
                still=heard.still or None,
            )
        if heard.points >= tone.CONCERNED and decides(thread.person_title):
            yield _waiting(
                thread,
                "senior",
                f"{thread.person_name} ({thread.person_title}) writes in person: {words.listed(list(heard.reasons[:2]))}.",
                points=heard.points,
            )
        if thread.count >= batch.number(REPEATED, thread.client.entity):
            yield _waiting(
                thread, "repeated", f"{thread.person_name} wrote {words.times(thread.count)} without an answer."
            )
        if thread.ticket:
            yield _waiting(
                thread,
                "channels",
                f"{thread.person_name} writes by mail about what {'they have' if thread.own_ticket else 'a colleague has'} opened a ticket for.",
            )


def _waiting(thread: Waiting, key: str, says: str, **facts: Any) -> Noticed:
    return Noticed(
        thread.entity, thread.audience, thread.title, says, key=key, since=thread.last_at, ends=thread.ends, client=thread.client.entity, owner=thread.owner,
        evidence=thread.evidence, started_at=thread.started_at, kind="message", anchor=thread.ticket,
        facts=facts | {"person": thread.person, "person_name": thread.person_name, "person_title": thread.person_title, "owner_name": thread.owner_name},
    )  # fmt: skip


def _is_escalated(ticket: Subject) -> bool:
    """Its own field says so, or a tag does."""
    tags = ticket.fields.get("tags")
    tagged = isinstance(tags, list) and any(str(tag).casefold() in ("escalated", "escalation") for tag in tags)
    return tagged or ticket.fields.get("escalated") in (True, "true", "yes", 1)


def _by_due(batch: Batch, ticket: Subject, due: datetime) -> Iterator[Noticed]:
    soon = batch.hours.before(due, batch.number(SOON, ticket.client.entity))
    for at in (soon, due):
        batch.wake(ticket.entity, "escalation", at)
    when = words.due(due, batch.hours.zone, batch.hours.day_of(batch.now))
    if due <= batch.now:
        yield _noticed(ticket, "breached", f"{_called(ticket)} was due {when}.", due)
    elif soon <= batch.now:
        yield _noticed(ticket, "soon", f"{_called(ticket)} is due {when}.", soon)


def _noticed(ticket: Subject, key: str, says: str, since: datetime, **facts: Any) -> Noticed:
    return Noticed(
        ticket.entity, ticket.audience, ticket.title, says, key=key, since=since, due=ticket.due, client=ticket.client.entity,
        owner=ticket.owner, evidence=ticket.evidence, started_at=ticket.started_at, kind="ticket",
        facts=facts | {"owner_name": ticket.owner_name, "priority": str(ticket.fields.get("priority") or "")},
    )  # fmt: skip


def _called(ticket: Subject) -> str:
    return f"Ticket {ticket.remote_id}"


def _turned(ticket: Subject, batch: Batch) -> datetime:
    """When it became so: the last escalation or reopening on its timeline, else its own latest moment."""
    return ticket.turned or ticket.at or batch.now


def _count(value: object) -> int:
    text = str(value or 0)
    return int(float(text)) if text.replace(".", "", 1).isdigit() else int(value is True)
