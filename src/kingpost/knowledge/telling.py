"""Told and true: what our mails told a client about its things up to a day, beside what each system said of them on that day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kingpost.connectors.formats.replies import reply_text
from kingpost.knowledge import rewind, told, values
from kingpost.knowledge.asof import Past, Then
from kingpost.knowledge.stated import with_tax
from kingpost.knowledge.told import AMOUNT, DATE, ENDED, STATE, Subject, Told
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.toolbox.sql import planned_rows, sql

LOOKED_AT, MOST_MAILS = 240, 80  # a client's newest messages, and of those our own to it
FIELDS = {
    DATE: ("due_at", "due_date", "go_live_date", "starts_at"),
    AMOUNT: ("amount", "budget"),
    STATE: ("status", "state"),
}
PARTS_OF_AMOUNT = ("net", "amount_due", "tax")  # an invoice's total told without tax is not another total
WITH_TAX = ("gross", "total", "tax")  # any of them tells what it is with its tax
NUMBERS = ("number", "code")
SPOKEN_OF = ("ticket", "task", "project", "agreement", "invoice", "meeting", "deliverable", "approval")


@dataclass(frozen=True)
class Mail:
    """One of our mails: what is new in it, who wrote it."""

    id: int
    at: datetime
    title: str
    words: str
    url: str
    by: str


@dataclass(frozen=True)
class Word:
    """What one system said of a told value on that day. ``since`` is when it says it became so."""

    system: str
    record: int
    field: str
    value: Any
    currency: str
    since: datetime | None
    same: bool


@dataclass(frozen=True)
class Telling:
    """The last thing a client was told about one value of a thing, and what the systems said on the day asked about."""

    thing: int
    kind: str
    title: str
    what: str
    value: str
    words: str
    mail: Mail
    systems: list[Word]

    @property
    def differs(self) -> bool:
        return any(not one.same for one in self.systems)


def tellings(
    client: int, things: Sequence[Then], seen_by: Sequence[int], when: When, zone: ZoneInfo, closed: Collection[date]
) -> list[Telling]:
    """What the client was last told of each date, amount and state of these things; what differs first, then newest first.

    ``closed`` are days nobody works (days_off.py).
    """
    spoken_of = {one.id: one for one in things if one.kind in SPOKEN_OF}
    subjects = [subject(one) for one in spoken_of.values()]
    to = when.to(clock.now()).astimezone(zone).date()
    latest: dict[tuple[int, str], tuple[Told, Mail]] = {}
    for mail in mails(client, seen_by, when) if subjects else ():
        for one in told.told(mail.words, mail.at, zone, subjects, mail.title, closed):
            # a meeting's date that is past spoke of an earlier time it took place
            if spoken_of[one.subject].kind != "meeting" or one.value >= to.isoformat():
                latest.setdefault((one.subject, one.what), (one, mail))
    made = []
    for one, mail in latest.values():
        thing = spoken_of[one.subject]
        made.append(_beside(one, mail, [thing, *orders(thing, things)], zone))
    return sorted(
        (one for one in made if one.systems),
        key=lambda one: (not one.differs, -one.mail.at.timestamp(), one.thing, one.what),
    )


def mails(client: int, seen_by: Sequence[int], when: When) -> list[Mail]:
    """Our mails to a client up to the day, newest first, each as its new words."""
    found = planned_rows(sql("told"), {**when.params(), "client": client, "seen_by": list(seen_by), "until": when.until(clock.now()),
                               "looked_at": LOOKED_AT, "most": MOST_MAILS})  # fmt: skip
    return [Mail(i, at, title, reply_text(body), url, by or "") for i, at, title, body, url, by in found]


def subject(one: Then) -> Subject:
    """What a mail may call a thing: the numbers it goes by, and its title."""
    named = [str(past.fields[name]) for past in one.records for name in NUMBERS if past.fields.get(name)]
    named += [
        past.remote_id
        for past in one.records
        if one.kind in ("ticket", "task", "invoice") and any(map(str.isdigit, past.remote_id))
    ]
    return Subject(one.id, one.kind, one.title, tuple(dict.fromkeys(number for number in named if len(number) <= 20)))


def orders(project: Then, things: Sequence[Then]) -> list[Then]:
    """The deal a project comes from, when just one of its client's deals bears its name: "Warehouse system" and "warehouse system and scanners"."""
    name = " ".join(told.title_words(project.title))
    if project.kind != "project" or not name:
        return []
    found = [
        one for one in things if one.kind == "agreement" and f" {name} " in f" {' '.join(told.title_words(one.title))} "
    ]
    return found if len(found) == 1 else []


def _beside(one: Told, mail: Mail, about: Sequence[Then], zone: ZoneInfo) -> Telling:
    thing = about[0]
    words = [word for other in about for past in other.records for word in _words(one, past, zone)]
    words = list({(word.system, word.field, str(word.value)): word for word in reversed(words)}.values())[::-1]
    return Telling(thing.id, thing.kind, thing.title, one.what, one.value, one.words, mail, words)


def _words(one: Told, past: Past, zone: ZoneInfo) -> Iterable[Word]:
    field = next((name for name in FIELDS[one.what] if past.fields.get(name)), None)
    if field is None:
        return
    same = agrees(one, field, past.fields, zone)
    if same is not None:
        yield Word(
            past.system, past.record, field, past.fields[field], str(past.fields.get("currency", "")), past.at, same
        )


def agrees(one: Told, field: str, fields: Mapping[str, Any], zone: ZoneInfo) -> bool | None:
    """Whether a system said in this field what was told; None when its value cannot be compared."""
    value = fields[field]
    if one.what == DATE:
        return values.same_day(one.value, value, zone) if values.days(value) else None
    return _same_sum(one, fields) if one.what == AMOUNT else rewind.is_end(value) == (one.value == ENDED)


def _same_sum(one: Told, fields: Mapping[str, Any]) -> bool | None:
    amount, _, told_in = one.value.partition(" ")
    currency = str(fields.get("currency") or told_in).upper()
    if currency != told_in and not any(fields.get(name) for name in values.RATES):
        return False
    stated = [fields[name] for name in (*FIELDS[AMOUNT], *PARTS_OF_AMOUNT) if values.amount(fields.get(name, ""))]
    if any(values.same_sum(amount, sum_, {"currency": told_in}, fields) for sum_ in stated):
        return True
    unknown = with_tax(one.words) and not any(fields.get(name) for name in WITH_TAX)
    return None if unknown or not stated else False
