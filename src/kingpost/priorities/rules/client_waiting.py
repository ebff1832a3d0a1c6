"""A client waits for our answer longer than the agreed time, counted in our own working hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Client, Noticed, Subject, Waiting
from kingpost.priorities.tickets import Asking

TITLE = "A client is waiting"
ABOUT = (
    "A client asked last, by mail or on a ticket, and the answer time agreed with them has run out, in our working hours from their first word since our last. "
    "Bulk and automatic mail, "
    "thanks and confirmations never count. Without an agreed time nothing is late."
)


@dataclass(frozen=True)
class _Answer:
    """What is due: when (None: no time is agreed), and whether that has passed."""

    due: datetime | None
    late: bool
    words: str


def find(batch: Batch) -> Iterator[Noticed]:
    """Mail threads and tickets whose agreed answer time has passed. Those still in time only join a flag about the same thing."""
    for thread in batch.waiting:
        if thread.client.standing == "client":
            yield _mail(batch, thread, _answer(batch, thread.entity, thread.client, thread.first_at))
    for ticket in batch.of("ticket"):
        if ticket.client.standing == "client" and (asking := ticket.asking):
            yield _ticket(batch, ticket, asking, _answer(batch, ticket.entity, ticket.client, asking.first))


def _answer(batch: Batch, entity: int, client: Client, asked: datetime) -> _Answer:
    if client.answer_hours is None:
        return _Answer(None, False, "")
    due = batch.hours.add(asked, client.answer_hours)
    batch.wake(entity, "client_waiting", due)
    late = due <= batch.now
    agreed = f"{words.capital(words.hours(client.answer_hours))} are agreed: an answer {'was' if late else 'is'} due by {words.moment(due, batch.hours.zone)}."
    return _Answer(due, late, agreed)


def _mail(batch: Batch, thread: Waiting, answer: _Answer) -> Noticed:
    zone = batch.hours.zone
    who = thread.person_name + (f" ({thread.person_title})" if thread.person_title else "")
    wrote = f"wrote {words.times(thread.count)}, last" if thread.count > 1 else "wrote"
    return Noticed(
        thread.entity, thread.audience, thread.title, f"{who} {wrote} at {words.moment(thread.last_at, zone)}, not answered yet. {answer.words}".strip(),
        since=answer.due or thread.first_at, latest=thread.last_at, due=answer.due, ends=thread.ends, client=thread.client.entity, owner=thread.owner,
        evidence=thread.evidence, started_at=thread.started_at, kind="message", opens=answer.late, anchor=thread.ticket,
        facts={"late": answer.late, "agreed": answer.words, "asked_at": thread.first_at, "mails": thread.count, "person": thread.person, "person_name": thread.person_name,
               "person_title": thread.person_title, "quote": thread.quote, "owner_name": thread.owner_name},
    )  # fmt: skip


def _ticket(batch: Batch, ticket: Subject, asking: Asking, answer: _Answer) -> Noticed:
    wrote = f"wrote {words.times(asking.times)}, last" if asking.times > 1 else "wrote"
    says = f"On ticket {ticket.remote_id} the client {wrote} at {words.moment(asking.last, batch.hours.zone)}, not answered yet. {answer.words}".strip()
    return Noticed(
        ticket.entity, ticket.audience, ticket.title, says, since=answer.due or asking.first, latest=asking.last, due=answer.due, client=ticket.client.entity,
        owner=ticket.owner, evidence=ticket.evidence, started_at=ticket.started_at, kind="ticket", opens=answer.late,
        facts={"late": answer.late, "agreed": answer.words, "asked_at": asking.first, "owner_name": ticket.owner_name},
    )  # fmt: skip
