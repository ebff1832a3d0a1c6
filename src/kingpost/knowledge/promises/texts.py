"""From records to what a person wrote: which text, whose, to whom, when. What the finder is given. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kingpost.knowledge.country import month_first
from kingpost.knowledge.promises.find import Candidate, Text, find, may_promise

NOTED = ("meeting", "agreement", "document", "project")  # written down for others to read, not said by one to another
SPOKEN = ("ticket", "task")  # their text is what people wrote on them, one after the other
KINDS = ("message", "comment", *NOTED, *SPOKEN)


@dataclass(frozen=True)
class Party:
    """A person named on a record. ``ours`` is one of our own people."""

    record: int
    key: str
    name: str
    ours: bool
    role: str


@dataclass(frozen=True)
class Found:
    """A candidate with the person who said it: a record's key, "" when only the record knows."""

    record: int
    candidate: Candidate
    said_at: datetime
    speaker: str


def read(
    record: int,
    kind: str,
    body: str,
    fields: Mapping[str, Any],
    at: datetime | None,
    happenings: Sequence[Mapping[str, Any]],
    zone: ZoneInfo,
    closed: frozenset[date] = frozenset(),
) -> Iterator[Found]:
    """What this record promises, as far as its own text tells. ``closed`` are days nobody works."""
    american = month_first(str(zone))
    if kind in SPOKEN:
        for part, start, moment, actor in spoken(body, happenings):
            text = Text(part, moment.astimezone(zone), month_first=american, closed=closed)
            yield from (Found(record, _shifted(one, start), moment, actor) for one in find(text))
        return
    written = own_moment(kind, fields, at, zone)
    if written is not None:
        text = Text(body, written, mail=kind not in NOTED, notes=kind in NOTED, month_first=american, closed=closed)
        yield from (Found(record, one, written, "") for one in find(text))


def worth_reading(body: str) -> bool:
    """The cheap path: most texts hold no promise, and show it at once."""
    return may_promise(body)


def own_moment(kind: str, fields: Mapping[str, Any], at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The moment a text was written, in its writer's zone where a mail tells it, else in ours: at offset 0 a server wrote the date, not a person's clock.
    A meeting's notes are of the meeting at the earliest."""
    if (own := _moment(fields.get("sent_at") or fields.get("created_at"))) and kind in ("message", "comment"):
        return own if kind == "message" and own.utcoffset() else own.astimezone(zone)
    if kind == "meeting" and (starts := _moment(fields.get("starts_at"))):
        at = max(at, starts) if at else starts
    if kind == "document":
        at = _moment(fields.get("modified_at") or fields.get("created_at")) or at
    return at.astimezone(zone) if at else None


def _moment(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo else None


def spoken(body: str, happenings: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, datetime, str]]:
    """A ticket's text cut into what each person wrote, as (words, start, when, the person's key). What nobody can be named for is left out, and a
    private note: it is said to nobody outside."""
    marks: list[tuple[int, datetime, str]] = []
    cursor = 0
    for one in sorted(happenings, key=lambda h: str(h.get("at"))):
        quoted = str(one.get("text", "")).partition("“")[2].rpartition("”")[0].rstrip("…").strip()
        at = _moment(one.get("at"))
        if len(quoted) < 8 or at is None or not one.get("actor"):
            continue
        if (place := _find_words(body, quoted, cursor)) >= 0:
            marks.append((place, at, "" if one.get("private") else str(one["actor"])))
            cursor = place + len(quoted)
    for number, (place, at, actor) in enumerate(marks):
        end = marks[number + 1][0] if number + 1 < len(marks) else len(body)
        if actor:
            yield body[place:end], place, at, actor


def _find_words(body: str, quoted: str, start: int) -> int:
    """Where these words stand, whatever spaces and line ends lie between them."""
    if (place := body.find(quoted, start)) >= 0:
        return place
    first = quoted.split()[0]
    place = body.find(first, start)
    while place >= 0:
        if " ".join(body[place : place + 2 * len(quoted)].split()).startswith(quoted):
            return place
        place = body.find(first, place + 1)
    return -1


def _shifted(candidate: Candidate, by: int) -> Candidate:
    return replace(candidate, start=candidate.start + by, end=candidate.end + by)
