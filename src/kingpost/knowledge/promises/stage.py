"""The promises stage: pictures in, what was promised in them and what became of it.

A stage of its own behind the picture, so that finding never holds up knowing, and because a promise's fate rests on other things' pictures
(whose client, which thread, which task). What it changes it sends round once more through PICTURE, for the flags; the second time nothing
differs, so it comes to rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from kingpost.evidence.changes import Stream
from kingpost.evidence.keys import digest
from kingpost.knowledge import business, days_off
from kingpost.knowledge.promises import following
from kingpost.knowledge.promises.find import significant
from kingpost.knowledge.promises.texts import KINDS, NOTED, Found, Party, read, worth_reading
from kingpost.toolbox.sql import numbers, rows, sql

KEPT = 200_000  # digests; 20 MB
_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True)
class Place:
    """Where a record stands (standing.sql)."""

    record: int
    key: str
    kind: str
    entity: int
    audience: int
    client: int
    thread: int
    about: int | None
    sent_at: datetime | None
    sender: int | None


@dataclass(frozen=True)
class Ruling:
    """What a person said, live."""

    id: int
    record: int
    entity: int
    words: str
    verdict: str
    says: Mapping[str, Any]
    at: datetime


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Find the promises of these entities again and follow all they bear on. Returns the entities whose promises changed."""
    take_turn()
    known = business.values()
    zone, own = ZoneInfo(str(known["zone"])), list(known["own_domains"])
    found = _find(refs, zone, days_off.closed_days(known))
    rulings = _rulings(refs)
    wanted = _rows(found, rulings, zone, own)
    changed, entities = [], set()
    for key, entity, _ in rows(sql("write"), {"found": _encode(wanted).decode(), "entities": numbers(refs)}):
        changed.append(key)
        entities.add(entity)
    return {Stream.PICTURE: entities | following.update(refs, changed, own, str(zone))}


def take_turn() -> None:
    """One writer of promises at a time: this stage, or a person's ruling. Held until the transaction ends."""
    rows("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('promises'))")


def _find(refs: Sequence[int], zone: ZoneInfo, closed: frozenset[date]) -> list[Found]:
    found: list[Found] = []
    for record, kind, body, fields, at, happenings in rows(
        sql("texts"), {"entities": numbers(refs), "kinds": list(KINDS)}
    ):
        if not worth_reading(body):
            continue
        text = digest(f"{kind} {zone} {at} {fields} {happenings} {body}".encode("utf-8", "surrogatepass"))
        if text in _empty:
            continue
        told = msgspec.json.decode(happenings) if happenings else []
        promised = list(read(record, kind, body, msgspec.json.decode(fields), at, told, zone, closed))
        found += promised
        if not promised:
            _remember_empty(text)
    return found


_empty: set[bytes] = set()
"""Digests of texts this process has read and found nothing in: a mail comes by again whenever anything near it changes."""


def _remember_empty(text: bytes) -> None:
    if len(_empty) >= KEPT:
        _empty.clear()
    _empty.add(text)


def _rulings(refs: Sequence[int]) -> list[Ruling]:
    return [Ruling(i, record, entity, words, verdict, msgspec.json.decode(says), at) for i, record, entity, words, verdict, says, at in rows(
        """SELECT p.id, p.record_id, m.entity_id, p.words, p.verdict, p.says::text, p.at FROM promise_ruling AS p JOIN member AS m USING (record_id)
           JOIN record AS r ON r.id = p.record_id AND r.gone_at IS NULL
           WHERE p.withdrawn_at IS NULL AND m.entity_id = ANY(%s::bigint[]) ORDER BY p.at, p.id""", [numbers(refs)])]  # fmt: skip


def _rows(found: Sequence[Found], rulings: Sequence[Ruling], zone: ZoneInfo, own: list[str]) -> list[dict[str, Any]]:
    """The rows of the table, rulings applied."""
    added = [ruling for ruling in rulings if ruling.verdict == "added"]
    places = _places({one.record for one in found} | {one.record for one in added})
    parties, people = _parties(found, added, places, own)
    made: dict[str, dict[str, Any]] = {}
    for one in found:
        if row := _row(one, places[one.record], parties[one.record], people, zone):
            made.setdefault(row["key"], row)
    for ruling in added:
        row = _added(ruling, places[ruling.record], parties[ruling.record], zone)
        made[row["key"]] = row
    for row, said in _said_of(made.values(), rulings):
        _apply(said, row, zone)
    return list(made.values())


def _said_of(made: Iterable[dict[str, Any]], rulings: Sequence[Ruling]) -> list[tuple[dict[str, Any], Ruling]]:
    """What was said of each row behind its being added, the last word last. In a text it holds for every copy of the text; what was said of a sentence
    holds for the promise it was known by, where more than one was found in it since."""
    same: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in made:
        for words in {row["words"], row.get("sentence") or row["words"]}:
            same[row["entity_id"], words].append(row)
    said = []
    for ruling in rulings:
        before = [row for row in same[ruling.entity, ruling.words] if (row["ruling_id"] or 0) < ruling.id]
        if before and before[0]["kind"] not in KINDS:  # added to a client, perhaps more than once
            key = ruling.says.get("key", before[-1]["key"])
            before = [row for row in before if row["key"] == key]
        if ruling.verdict != "added":
            said += [(row, ruling) for row in before]
    return said


def _places(records: Iterable[int]) -> dict[int, Place]:
    held = rows(sql("standing"), {"records": numbers(records)}) if records else []
    return {row[0]: Place(*row) for row in held}


def _parties(
    found: Sequence[Found], added: Sequence[Ruling], places: Mapping[int, Place], own: list[str]
) -> tuple[dict[int, list[Party]], dict[str, Party]]:
    """Who is named on each record, and everyone by key (and by number, for the sender of what was attached)."""
    named: dict[int, list[Party]] = defaultdict(list)
    by_key: dict[str, Party] = {}
    records = {one.record for one in found} | {one.record for one in added if places[one.record].kind == "message"}
    if not records:
        return named, by_key
    params = {"records": numbers(records), "keys": sorted({one.speaker for one in found if one.speaker}), "own": own,
              "people": numbers({place.sender for place in places.values() if place.sender})}  # fmt: skip
    for record, role, person, key, name, ours in rows(sql("parties"), params):
        party = Party(person, key, name, ours, role)
        by_key[key.replace("-", "")] = by_key[str(person)] = party  # happenings name their actor without hyphens
        if record:
            named[record].append(party)
    return named, by_key


def _row(
    found: Found, place: Place, parties: Sequence[Party], people: Mapping[str, Party], zone: ZoneInfo
) -> dict[str, Any] | None:
    """One promise as a row; None when it was not said between us and somebody outside."""
    sides = _sides(found, place, parties, people)
    if sides is None:
        return None
    ours, by, to = sides
    one = found.candidate
    return {
        "key": key_of(place.key, one.sentence or one.words), "sentence": one.sentence, "record_id": place.record, "entity_id": place.entity, "audience_id": place.audience, "client_id": place.client,
        "thread_id": place.thread, "about_id": place.about, "kind": place.kind, "ours": ours, "by_id": by, "by_name": one.by, "to_id": to, "what": one.what,
        "words": one.words, "place": [one.start, one.end], "stems": one.stems, "said_at": place.sent_at or found.said_at, "amount": one.amount, "currency": one.currency,
        "due_at": due_moment(one.due, one.due_time, found.said_at, zone), "confidence": one.confidence, "reason": one.reason, "moves": one.moves,
        "ruling_id": None, "verdict": "",
    }  # fmt: skip


def _sides(
    found: Found, place: Place, parties: Sequence[Party], people: Mapping[str, Party]
) -> tuple[bool, int | None, int | None] | None:
    """(ours, who says it, to whom); None when nobody outside takes part. A name in minutes is whoever of those present bears it."""
    if place.kind in NOTED:
        outside = next((one for one in parties if not one.ours), None)
        if outside is None and not place.client:
            return None
        named = next((one for one in parties if found.candidate.by and one.name.startswith(found.candidate.by)), None)
        sender = people.get(str(place.sender)) if place.sender else None
        speaker = named or sender
        ours = speaker.ours if speaker else True
        return ours, speaker.record if speaker else None, outside.record if outside and ours else None
    if found.speaker:
        speaker = people.get(found.speaker)
        roles: tuple[str, ...] = ("requester",) if speaker and speaker.ours else ("owner",)
    else:
        speaker = next((one for one in parties if one.role in ("sender", "author")), None)
        roles = ("recipient", "copied")
    if speaker is None:
        return None
    to = next((one for one in parties if one.role in roles and one.ours != speaker.ours), None)
    if to is None and not (found.speaker and place.client):
        return None
    return speaker.ours, speaker.record, to.record if to else None


def _added(ruling: Ruling, place: Place, parties: Sequence[Party], zone: ZoneInfo) -> dict[str, Any]:
    """A promise somebody wrote down by hand; one that hangs on a message is its writer's, if its writer is on the side it is said to be of."""
    says = ruling.says
    ours = bool(says.get("ours", True))
    by = next((one.record for one in parties if one.role == "sender" and one.ours == ours), None)
    to = next((one.record for one in parties if one.role in ("recipient", "copied") and one.ours != ours), None)
    return {
        "key": _added_key(ruling, place), "record_id": place.record, "entity_id": place.entity, "audience_id": place.audience,
        "client_id": place.client, "thread_id": place.thread, "about_id": None, "kind": place.kind, "ours": ours, "by_id": by,
        "by_name": "", "to_id": to if by else None, "what": str(says.get("what") or ruling.words), "words": ruling.words, "place": [0, 0], "stems": significant(ruling.words),
        "said_at": _said_at(says) or ruling.at, "amount": None, "currency": "", "due_at": _day_end(says.get("due_on"), zone), "confidence": 1.0, "reason": "added by hand",
        "moves": False, "ruling_id": ruling.id, "verdict": "added",
    }  # fmt: skip


def _said_at(says: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(str(says["said_at"])) if says.get("said_at") else None


def _apply(ruling: Ruling, row: dict[str, Any], zone: ZoneInfo) -> None:
    """Dismissed, delivered or corrected: what a person says holds over what was found."""
    row |= {"ruling_id": ruling.id, "verdict": ruling.verdict}
    if ruling.verdict == "corrected":
        says = ruling.says
        row |= {
            "what": str(says.get("what") or row["what"]),
            "ours": bool(says.get("ours", row["ours"])),
            "due_at": _due_again(row["due_at"], _day_end(says.get("due_on"), zone)),
        }


def _due_again(found: datetime | None, end: datetime | None) -> datetime | None:
    """A corrected day at its end; the time that was found where it is of that day, which was not corrected then."""
    return found if found and end and end - timedelta(days=1) < found <= end else end


def key_of(record_key: str, words: str) -> str:
    """A promise's key: the same for the same words in the same record, however often they are read."""
    return str(
        UUID(bytes=digest(UUID(record_key).bytes + " ".join(words.split()).casefold().encode("utf-8", "surrogatepass")))
    )


def _added_key(ruling: Ruling, place: Place) -> str:
    """In a text the words themselves are the promise, found or added. What hangs on a client is a new one each time it is added."""
    return key_of(place.key, ruling.words if place.kind in KINDS else f"{ruling.words} {ruling.id}")


def due_moment(day: date | None, at: time | None, said_at: datetime, zone: ZoneInfo) -> datetime | None:
    """A time of day as said, in the writer's zone; a date at the end of that day in ours."""
    if day is None:
        return None
    if at is not None:
        return datetime.combine(day, at, said_at.tzinfo)
    return end_of(day, zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the next day: how a due date is held."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _day_end(day: Any, zone: ZoneInfo) -> datetime | None:
    try:
        return end_of(date.fromisoformat(str(day)[:10]), zone) if day else None
    except ValueError:
        return None
