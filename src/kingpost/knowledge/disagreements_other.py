"""What invoices, meetings and tickets are compared with: the order, the mail that settled the time, the task that carries it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from kingpost.identity.keys import plain_name
from kingpost.knowledge import values
from kingpost.knowledge.disagreements_rows import Known, Mail, mails_of, on, questions_with_history, said_of, side_of
from kingpost.knowledge.invoices import beyond
from kingpost.knowledge.sides import ORDER, Question, Side
from kingpost.knowledge.stated import MEETING
from kingpost.toolbox.sql import rows, sql

ASKED_AHEAD = timedelta(days=45)  # how long before a meeting its time is settled
WEEKDAY_MEANS = 7  # days by which "Tuesday" may be another than the next one
Beside = tuple[datetime, str, frozenset[int]]  # when another meeting begins, what it is called, who is in it
SAYS_NOTHING = frozenset(["a", "an", "and", "for", "in", "of", "on", "our", "the", "to", "with", "your"])


def of_meetings(meetings: Collection[int], known: Known) -> list[Question]:
    """The time in the calendar against the time a mail between the same people settled."""
    ahead = {entity: (start, end, frozenset(people)) for entity, start, end, people in rows(
        sql("disagreements_meetings"), {"meetings": list(meetings), "today": known.today})}  # fmt: skip
    held: dict[int, list[Side]] = defaultdict(list)
    for row in said_of([(entity, entity) for entity in ahead]):
        held[row[0]].append(side_of(row, ""))
    mails = mails_of((entity, start - ASKED_AHEAD, start) for entity, (start, _, _) in ahead.items())
    beside: dict[int, list[Beside]] = defaultdict(list)
    params = {"meetings": list(mails), "at": [ahead[entity][0] for entity in mails], "around": ASKED_AHEAD}
    for entity, at, title, who in rows(sql("disagreements_meetings_beside"), params) if mails else []:
        beside[entity].append((at, title, frozenset(who)))
    questions = []
    for entity, sides in held.items():
        start, end, people = ahead[entity]
        said = [
            side
            for mail in mails.get(entity, [])
            if len(people & mail.people) > 1
            for side in _settled(mail, sides[0], start, beside[entity], known)
        ]
        if said:
            questions.append(Question(entity, "meeting", "meeting", sides, [*on(sides, "starts_at"), *said], until=end))
    return questions_with_history(questions)


def _settled(mail: Mail, meeting: Side, start: datetime, beside: Sequence[Beside], known: Known) -> Iterator[Side]:
    """The time this mail settles for this meeting: on its day, or on another when the mail is called like it. None where it may be about another meeting
    of these people: one that begins then, or that the mail is called like.
    """
    if mail.said.what != MEETING:
        return
    here, at = start.astimezone(known.zone), datetime.fromisoformat(mail.said.says)
    if (
        mail.said.weekday_only
        and at.weekday() == here.weekday()
        and abs((at.date() - here.date()).days) <= WEEKDAY_MEANS
    ):
        at = at.replace(year=here.year, month=here.month, day=here.day)
    others = [(begins, title) for begins, title, people in beside if len(people & mail.people) > 1]
    if any(begins == at for begins, _ in others):
        return
    alike = _called_alike(mail.side.title, meeting.title)
    other_alike = any(_called_alike(mail.side.title, title) for _, title in others)
    if (alike and not other_alike) or (alike == other_alike and at.date() == here.date()):
        yield replace(mail.side, value=at.isoformat())


def _called_alike(subject: str, title: str) -> bool:
    words = (
        set(plain_name(re.sub(r"^\s*((re|aw|fw|fwd|wg)\s*:\s*)+", "", subject, flags=re.IGNORECASE)).split())
        - SAYS_NOTHING
    )
    return bool(words) and words <= set(plain_name(title).split())


def of_invoices(invoices: Collection[int], known: Known) -> list[Question]:
    """The net sum of an open invoice against its order: more than agreed, alone or with those before it."""
    del known
    orders = {
        entity: (agreement, earlier)
        for entity, agreement, earlier in rows(sql("disagreements_orders"), {"invoices": list(invoices)})
    }
    held: dict[int, list[Side]] = defaultdict(list)
    for row in said_of([(entity, thing) for entity, (agreement, _) in orders.items() for thing in (entity, agreement)]):
        held[row[0]].append(side_of(row, ""))
    questions = []
    for entity, sides in held.items():
        net, agreed = (
            on([s for s in sides if s.kind == "invoice"], "net"),
            on([s for s in sides if s.kind == "agreement"], "amount"),
        )
        if net and agreed and _departs(net[0], agreed[0], [values.amount(text) for text in orders[entity][1]]):
            made = Question(entity, ORDER, "invoice", net, [*net, *agreed])
            made.agrees = lambda one, other: one.kind == other.kind
            questions.append(made)
    return questions


def _departs(invoice: Side, order: Side, earlier: Sequence[Decimal | None]) -> bool:
    net, limit = values.amount(invoice.value), values.amount(order.value)
    mine, theirs = str(invoice.fields.get("currency") or ""), str(order.fields.get("currency") or "")
    if net is None or limit is None or (mine and theirs and mine != theirs):
        return False
    return beyond(limit, net, [sum_ for sum_ in earlier if sum_ is not None]) is not None


def of_tickets(tickets: Collection[int], known: Known) -> list[Question]:
    """Whether it is done, in the desk and in the tracker that carries it."""
    del known
    around = rows(sql("disagreements_around"), {"things": list(tickets)})
    held: dict[int, list[Side]] = defaultdict(list)
    for row in said_of([*around, *((ticket, ticket) for ticket in {t for t, _ in around})]):
        held[row[0]].append(side_of(row, ""))
    questions = []
    for entity, sides in held.items():
        own, carried = ([s for s in on(sides, "status") if s.kind == kind] for kind in ("ticket", "task"))
        if own and carried:
            questions.append(Question(entity, "status", "ticket", own, [*own, *carried]))
    return questions_with_history(questions)
