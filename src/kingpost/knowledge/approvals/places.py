"""What records an approval: fields and statuses of a thing, mails and comments; and what follows from all of them together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from kingpost.connectors.formats.replies import reply_text
from kingpost.knowledge.approvals import words
from kingpost.knowledge.approvals.words import APPROVED, ASKED, CONDITIONAL, REFUSED, WAITING, WITHDRAWN

DECIDED = (APPROVED, REFUSED, WITHDRAWN)
_SPOKEN = ("mail", "comment")
QUOTE = 240
_FIELD = re.compile(r"approv|sign[ _-]?(?:ed[ _-])?off", re.IGNORECASE)
_WHO = re.compile(r"\bby\b|approver|signatory", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:on|at|date|when)\b", re.IGNORECASE)
_WANTED = re.compile(
    r"\b(?:requir\w*|need\w*|necessary|due|deadline|requested|by when)\b", re.IGNORECASE
)  # that one is wanted, not given
_UNTICKED = frozenset({"no", "false", "n", "0"})


@dataclass(frozen=True)
class Place:
    """One place and what it says. ``unit`` groups the mails of a thread; ``by`` and ``of`` are people's records, ``of_name`` a name in a field."""

    record: int
    key: str
    audience: int
    place: str
    unit: int
    state: str
    quote: str
    at: datetime | None
    by: int | None = None
    of: int | None = None
    of_name: str = ""
    condition: str = ""
    asked_at: datetime | None = None


@dataclass(frozen=True)
class Whole:
    """An approval as its places together say."""

    state: str
    differs: bool
    asked_at: datetime | None
    decided_at: datetime | None
    by: int | None
    of: int | None
    of_name: str
    places: int


class Recorded(NamedTuple):
    """A record that may say something about an approval (subjects.sql). ``was``: an earlier status spoke of one; ``people``: who asked and who was asked,
    as entities, of an approval a system lists; ``asker`` who asked."""

    entity: int
    record: int
    key: str
    audience: int
    kind: str
    remote_id: str
    title: str
    fields: dict[str, Any]
    at: datetime | None
    requester: int | None = None
    owner: int | None = None
    was: bool = False
    people: Sequence[int] = ()
    asker: int | None = None


class Said(NamedTuple):
    """A mail of a thread or a comment on a subject (threads.sql). ``sender`` and ``recipients`` are people's records, ``people`` everybody named in it, as
    entities; ``about`` the tickets and tasks it quotes; ``writer`` who wrote it, as an entity."""

    unit: int
    record: int
    entity: int
    key: str
    audience: int
    kind: str
    at: datetime
    title: str
    body: str
    automatic: bool
    address: str | None
    sender: int | None
    recipients: Sequence[int] | None
    people: Sequence[int]
    about: Sequence[int]
    writer: int | None = None


def from_fields(row: Recorded) -> Place | None:
    """What the fields and the status of one record say; None for nothing of the kind."""
    fields, owner = row.fields, row.owner if row.kind == "approval" else None
    base = Place(row.record, row.key, row.audience, "field", row.entity, "", "", row.at, row.requester, owner)
    if row.kind == "approval":
        state = words.state(str(fields.get("state") or fields.get("status") or "")) or ASKED
        decided, asked = moment(fields.get("decided_at")), moment(fields.get("asked_at"))
        said = str(fields.get("state") or fields.get("status") or "no state")
        name = str(fields.get("owner_name") or "")
        return replace(
            base,
            state=state,
            quote=f"{row.title}: {said}",
            at=decided or (asked if state == ASKED else row.at),
            asked_at=asked,
            of_name=name,
        )
    if row.kind == "message":
        return None
    custom = fields.get("custom")
    return _of_work(base, {**fields, **(custom if isinstance(custom, dict) else {})}, row.was)


def _of_work(base: Place, fields: dict[str, Any], was: bool) -> Place | None:
    """A ticket or task: a field about approval first, then its status."""
    state, said, who, decided = "", "", "", None
    for name, value in sorted(fields.items()):
        plain = name.replace("_", " ")
        if (
            not _FIELD.search(name)
            or value in (None, "", False)
            or _WANTED.search(plain)
            or str(value).casefold() in _UNTICKED
        ):
            continue
        if _WHEN.search(plain) and (day := moment(value)):
            decided = day
        elif _WHO.search(plain):
            who = str(value)
        elif found := APPROVED if value is True or str(value).casefold() == "true" else words.state(str(value)):
            state, said = found, f"{plain}: {value}"
    if not state and (
        decided or (who and any(_FIELD.search(n) and "approved" in n.casefold() for n, v in fields.items() if v))
    ):
        state, said = APPROVED, f"approved{' by ' + who if who else ''}"
    if state:
        return replace(base, state=state, quote=said[:QUOTE], at=decided or base.at, of_name=who)
    status = str(fields.get("status") or "")
    if words.about_approval(status) or (was and status.casefold() in ("rejected", "declined", "refused", "approved")):
        found = words.state(status)
        return replace(base, place="status", state=found, quote=f"Status: {status}", of_name=who) if found else None
    return None


def from_mail(one: Said) -> Place | None:
    """What one mail or comment says in its own words; quoted mails do not count."""
    if one.automatic or not (words.MAYBE.search(one.body) or words.MAYBE.search(one.title)):
        return None
    said = words.read(reply_text(one.body))
    return _place(one, said) if said else None


def from_answer(one: Said, asked: Said) -> Place | None:
    """What a short answer says to the mail or comment that asks before it: "Yes please"; None for nothing, or from whoever asked or was not written to."""
    if one.automatic or one.writer is None or one.writer == asked.writer:
        return None
    if asked.kind == "message" and one.writer not in asked.people:
        return None
    said = words.answer(reply_text(one.body), reply_text(asked.body))
    return _place(one, said) if said else None


def _place(one: Said, said: words.Said) -> Place:
    only = one.recipients[0] if one.recipients and len(one.recipients) == 1 else None
    state, condition = {CONDITIONAL: (APPROVED, CONDITIONAL), WAITING: (ASKED, WAITING)}.get(said.act, (said.act, ""))
    return Place(one.record, one.key, one.audience, "mail" if one.kind == "message" else "comment", one.unit, state, said.quote[:QUOTE], one.at, one.sender,
                 only if said.act == ASKED else None, condition=condition)  # fmt: skip


def standing(places: Sequence[Place]) -> list[Place]:
    """What each voice says in the end, as far as it counts. A mail that asks is a moment, not a state somebody keeps: it does not contradict a later
    decision, and after a no it asks anew. A field or status that still waits contradicts.
    """
    voices = [_voice(list(group)) for group in _by_unit(_since_asked_anew(places))]
    decided = [voice for voice in voices if voice.state in DECIDED]
    return decided + [v for v in voices if v.state == ASKED and (v.place in ("field", "status") or not decided)]


def together(places: Sequence[Place]) -> Whole | None:
    """The approval that follows from these places; None when nobody was asked and nothing decided."""
    voices, said = standing(places), _since_asked_anew(places)
    if not voices:
        return None
    decided = [voice for voice in voices if voice.state in DECIDED]
    last = max(decided, key=lambda v: (v.at or _EVER, v.key)) if decided else None
    asking = sorted(
        (p for p in said if p.state == ASKED or p.asked_at), key=lambda p: (p.asked_at or p.at or _LAST, p.key)
    )
    first = next(iter(asking), None)
    listed = sorted(
        (p for p in places if p.of or p.of_name), key=lambda p: (p.place == "mail", p.asked_at or p.at or _LAST, p.key)
    )
    of = next(iter(listed), None)
    return Whole(
        last.state if last else ASKED, len({voice.state for voice in voices}) > 1, (first.asked_at or first.at) if first else None, last.at if last else None,
        next((p.by for p in sorted(asking, key=lambda p: p.place == "mail") if p.by), None), of.of if of else None, of.of_name if of else "", len(places),
    )  # fmt: skip


_EVER, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _by_unit(places: Iterable[Place]) -> Iterable[list[Place]]:
    """Mails of one thread are one voice; every other place speaks for itself."""
    threads: dict[tuple[str, int], list[Place]] = {}
    for place in sorted(places, key=_in_time):
        threads.setdefault(("mail", place.unit) if place.place == "mail" else (place.place, place.record), []).append(
            place
        )
    return threads.values()


def _voice(places: list[Place]) -> Place:
    """What a thread says in the end: its last decision, else that it asks."""
    return next((p for p in reversed(places) if p.state in DECIDED), places[-1])


def _since_asked_anew(places: Sequence[Place]) -> list[Place]:
    """Without the mails and comments before a new question: one asked after a no, as with a revised quote."""
    anew, refused = None, False
    for place in sorted((p for p in places if p.place in _SPOKEN), key=_in_time):
        if place.state == ASKED and refused:
            anew, refused = place, False
        elif place.state in DECIDED:
            refused = place.state != APPROVED
    return [p for p in places if anew is None or p.place not in _SPOKEN or _in_time(p) >= _in_time(anew)]


def _in_time(place: Place) -> tuple[datetime, str]:
    return (place.at or _EVER, place.key)


def moment(value: object) -> datetime | None:
    """A moment from a field; a date is its first moment in UTC. None for anything else."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and len(value) >= 10 else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
