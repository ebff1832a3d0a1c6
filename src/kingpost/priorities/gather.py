"""Gather what the rules look at: everything that changed or hangs on what changed, in a handful of set-based queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from kingpost.evidence.backlog import Backlog
from kingpost.knowledge import business
from kingpost.priorities import absence, disputes, numbers, standing, strange, tickets, unheard
from kingpost.priorities.batch import NOBODY, THREAD_OVER_AFTER, Asked, Batch, Client, Order, Promised, Subject, Waiting
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.numbers import Numbers
from kingpost.priorities.rules.unheard import DAYS
from kingpost.priorities.waits import waits, whole
from kingpost.toolbox.sql import rows, sql

PROMISES_OVER_AFTER = timedelta(days=31)  # longer than the rule looks back
QUOTE = 140
SEEN = Backlog()
"""What was looked at while much waits: the stage is told of it (flow.py), what is gathered for a batch is without it."""
SAME_WITHIN = timedelta(hours=4)
"""Several sides at once: a ticket opened longer before a mail, or after it, is another matter, unless the mail names it."""
SAME_WORD = timedelta(minutes=10)
"""A mail and a word of the same person on a ticket within so long are one: a desk makes the one of the other."""
OPEN_LATELY = timedelta(days=3)  # where such tickets are looked for
PLAIN = [
    "about",
    "again",
    "please",
    "still",
    "could",
    "would",
    "should",
    "their",
    "there",
    "where",
    "which",
    "while",
    "since",
    "after",
    "before",
    "today",
    "tomorrow",
    "question",
    "request",
    "issue",
    "problem",
    "trouble",
    "working",
    "access",
    "account",
    "update",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
]
"""Words that tell nothing about what a mail and a ticket have in common."""
_REPLY = re.compile(r"^\s*((re|aw|fw|fwd|wg|sv)\s*:\s*)+", re.IGNORECASE)


def gather(refs: Sequence[int], now: datetime) -> Batch:
    """The batch for these changed entities and all that hangs on them, with everything else that waits for the same owners. In a backlog without what was
    looked at since these changes."""
    known = business.values()
    held = numbers.current()
    batch = _gather(SEEN.new({*refs, *_related(refs, known, held, now)}), known, held, now)
    beside = _beside(batch)
    whole = batch.joined(_gather(beside, known, held, now)) if beside else batch
    SEEN.looked_at(whole.entities)
    return whole


class Unanswered(NamedTuple):
    """A mail of a client that nobody of us has answered, in the eyes of one audience (threads.sql). In whose eyes nobody waits has a row without a mail: then
    all but the first two are None. ``replied``: one of us wrote there before; ``owner`` is on whose desk it lies."""

    entity: int
    audience: int
    at: datetime
    record: int
    title: str
    snippet: str | None
    replied: bool
    client: int
    person: int | None
    person_name: str | None
    post: str | None
    owner: int | None
    owner_name: str | None
    started_at: datetime
    handled_at: datetime | None


def _beside(batch: Batch) -> set[int]:
    """What clients wait for from the owners of what they wait for in the batch, outside it: a queue is judged as a whole."""
    owners = {one.owner for one in batch.waiting} | {one.owner for one in batch.of("ticket") if one.asking}
    return {entity for (entity,) in rows(
        """SELECT DISTINCT entity_id FROM signal WHERE closed_at IS NULL AND rule = 'client_waiting' AND entity_id <> ALL(%(entities)s)
           AND owner_id = ANY(%(owners)s::bigint[] || ARRAY(SELECT owner_id FROM signal WHERE closed_at IS NULL AND rule = 'client_waiting'
                                                            AND entity_id = ANY(%(entities)s) AND owner_id IS NOT NULL))""",
        {"entities": sorted(batch.entities), "owners": sorted(o for o in owners if o)},
    )}  # fmt: skip


def _gather(entities: set[int], known: dict[str, Any], held: Numbers, now: datetime) -> Batch:
    hours = WorkingHours.of(known)
    batch = Batch(now, hours, frozenset(entities), numbers=held)
    about = {"entities": sorted(entities), "recent": now - THREAD_OVER_AFTER, "now": now}
    found, asked = rows(sql("subjects"), about), rows(sql("asked"), about)
    said = [Unanswered._make(row) for row in rows(sql("threads"), about)]
    promised = rows(sql("promises"), about | {"recent": now - PROMISES_OVER_AFTER})
    pairs = {(row[8], row[1]) for row in (*found, *asked) if row[8]} | {
        (one.client, one.audience) for one in said if one.client
    }
    pairs |= {(row[3], row[2]) for row in promised if row[3]}
    clients = _clients(pairs, known["answer_hours"])
    orders = _orders([row[0] for row in found if row[2] == "invoice"])
    for row in found:
        subject = _subject(row, clients, hours.day_of(now))
        batch.subjects.append(replace(subject, order=orders.get((subject.entity, subject.audience))))
        batch.looked_at[subject.entity].add(subject.audience)
    batch.waiting = list(_threads(said, clients, batch))
    for row in asked:
        batch.looked_at[row[0]].add(row[1])
        batch.asked.append(_asked(row, clients))
    batch.promises = [_promised(row, clients) for row in promised]
    batch.disputes = disputes.of(entities, now, hours.zone)
    for entity, audience in [(p.entity, p.audience) for p in batch.promises] + [
        (d.entity, d.audience) for d in batch.disputes
    ]:
        batch.looked_at[entity].add(audience)
    standing.look(batch)
    strange.look(batch)
    unheard.look(batch, timedelta(days=batch.number(DAYS)))
    batch.subjects = list(_asking(batch))
    _elsewhere(batch)
    _look_at_all(batch)
    return batch


def _asking(batch: Batch) -> Iterator[Subject]:
    """The subjects, tickets with what clients said on them since we last answered and since when they wait for it."""
    said = tickets.said([one.entity for one in batch.of("ticket")])
    for one in batch.subjects:
        if one.kind != "ticket":
            yield one
            continue
        found = said.get((one.entity, one.audience), [])
        asking = tickets.asking(found, one.fields, batch.now)
        if asking and asking.over:
            batch.wake(one.entity, "client_waiting", asking.over)
        text = " ".join(word.text for word in found)
        yield replace(one, said=text, said_at=found[-1].at if found else None, asking=asking)


def _elsewhere(batch: Batch) -> None:
    """The tickets that a mail is also about: those of others there, and the writer's own where the mail is not what it was made of."""
    mails = [(n, w) for n, w in enumerate(batch.waiting) if w.client.entity and w.person]
    if not mails:
        return
    found = {n: (ticket, own) for n, ticket, own in rows(sql("elsewhere"), {
        "n": [n for n, _ in mails], "audiences": [w.audience for _, w in mails], "clients": [w.client.entity for _, w in mails], "people": [w.person for _, w in mails],
        "texts": [f"{w.title} {w.text}" for _, w in mails], "times": [w.last_at for _, w in mails], "first": [w.first_at for _, w in mails], "recent": batch.now - OPEN_LATELY,
        "plain": PLAIN, "within": SAME_WITHIN, "twin": SAME_WORD,
    })}  # fmt: skip
    batch.waiting = [
        replace(w, ticket=found[n][0], own_ticket=found[n][1]) if n in found else w for n, w in enumerate(batch.waiting)
    ]


def _related(refs: Sequence[int], known: dict[str, Any], held: Numbers, now: datetime) -> set[int]:
    """Entities outside ``refs`` that may be noticed, or no longer, because of them."""
    recent = now - THREAD_OVER_AFTER
    found = disputes.related(refs) | standing.related(refs, now) | strange.related(refs)
    found |= unheard.related(refs, now - timedelta(days=held.of(DAYS)))
    found |= {entity for (entity,) in rows(sql("related"), {"entities": list(refs), "recent": recent})}
    measure = msgspec.json.encode(
        [known[name] for name in ("working_hours", "zone", "answer_hours", "own_domains")] + [held.words()]
    ).decode()
    clients = [client for (client,) in rows(sql("pace"), {"entities": list(refs), "business": measure})]
    if clients:
        found |= {entity for (entity,) in rows(sql("clients_work"), {"clients": clients, "recent": recent})}
    return found


def _look_at_all(batch: Batch) -> None:
    """Every audience that has a row of an entity has its own view of it, and may contradict a wider one."""
    for entity, audience in rows(
        "SELECT entity_id, audience_id FROM entity WHERE entity_id = ANY(%s)", [sorted(batch.looked_at)]
    ):
        batch.looked_at[entity].add(audience)


def _clients(pairs: Iterable[tuple[int, int]], usual: Any) -> dict[tuple[int, int], Client]:
    wanted = sorted(pairs)
    found = (
        rows(sql("clients"), {"clients": [c for c, _ in wanted], "audiences": [a for _, a in wanted]}) if wanted else []
    )
    return {
        (client, audience): Client(client, title, standing, _hours(agreed, usual))
        for client, audience, title, standing, agreed in found
    }


def _hours(agreed: str | None, usual: Any) -> float | None:
    """The agreed hours as a number: the client's own, else ours for everyone, else none."""
    for value in (agreed, usual):
        match = re.match(r"\s*(\d+(?:\.\d+)?)", str(value)) if value is not None else None
        if match and float(match[1]) > 0:
            return float(match[1])
    return None


def _asked(row: tuple[Any, ...], clients: dict[tuple[int, int], Client]) -> Asked:
    entity, audience, kind, what, at, by, of, of_name, client, evidence, started_at = row
    whose = clients.get((client, audience), NOBODY)
    return Asked(entity, audience, kind, what, at, by, of, of_name, whose, tuple(evidence), started_at)


def _subject(row: tuple[Any, ...], clients: dict[tuple[int, int], Client], today: date) -> Subject:
    (
        entity,
        audience,
        kind,
        title,
        golden,
        at,
        due,
        remote_id,
        client,
        owner,
        owner_name,
        evidence,
        started_at,
        turned,
        project,
        owns,
    ) = row
    owner_golden = msgspec.json.decode(owns)
    return Subject(
        entity, audience, kind, title, msgspec.json.decode(golden), at, due, remote_id, clients.get((client, audience), NOBODY), owner, owner_name,
        tuple(evidence), started_at, turned, project=project, owner_left=not absence.is_here(owner_golden, today), owner_away=absence.is_on_leave(owner_golden),
    )  # fmt: skip


def _promised(row: tuple[Any, ...], clients: dict[tuple[int, int], Client]) -> Promised:
    (
        key,
        entity,
        audience,
        client,
        ours,
        what,
        said,
        said_at,
        due,
        evidence,
        started_at,
        kept,
        knowing,
        late,
        by,
        owner,
        to,
        title,
    ) = row
    return Promised(
        key, entity, audience, clients.get((client, audience), NOBODY), ours, what, said, said_at, due, tuple(evidence), started_at, kept,
        tuple(knowing), late or "", by, owner, to, title,
    )  # fmt: skip


def _orders(invoices: list[int]) -> dict[tuple[int, int], Order]:
    found = rows(sql("orders"), {"entities": invoices}) if invoices else []
    return {
        (entity, audience): Order(name, amount, currency, record, tuple(earlier))
        for entity, audience, name, amount, currency, record, earlier in found
    }


def _threads(said: list[Unanswered], clients: dict[tuple[int, int], Client], batch: Batch) -> Iterator[Waiting]:
    """Threads in which a client waits, one for each audience that can tell."""
    said = _to_the_end(said)
    for (entity, audience), group in groupby(said, key=attrgetter("entity", "audience")):
        batch.looked_at[entity].add(audience)
        mails = [one for one in group if one.at is not None and one.client is not None]
        if since := [one for one in mails if one.handled_at and one.at > one.handled_at]:
            mails = since  # somebody said the earlier ones were handled: the wait begins anew
        while mails and mails[0].replied and not waits(mails[0].snippet or ""):
            mails.pop(0)
        if mails:
            thread = _waiting(mails, clients)
            batch.wake(entity, "client_waiting", thread.ends)
            yield thread


def _to_the_end(said: list[Unanswered]) -> list[Unanswered]:
    """The same mails; a reply that begins without asking for anything, and is longer than what is kept of its beginning, is read to the end."""
    cut = [
        (one.record, one.person_name or "")
        for one in said
        if one.replied and one.snippet and one.snippet.endswith("…") and not waits(one.snippet)
    ]
    held = whole(cut)
    return [one._replace(snippet=held[one.record]) if one.record in held else one for one in said]


def _waiting(mails: list[Unanswered], clients: dict[tuple[int, int], Client]) -> Waiting:
    last = mails[-1]
    return Waiting(
        last.entity, last.audience, _REPLY.sub("", last.title) or last.title, clients.get((last.client, last.audience), NOBODY), mails[0].at, last.at, len(mails),
        last.person, last.person_name or "Somebody", last.post or "", (last.snippet or "")[:QUOTE], last.owner, last.owner_name or "",
        tuple(one.record for one in mails[-20:]), last.started_at, " ".join(one.snippet or "" for one in mails[-5:]),
    )  # fmt: skip
