"""Bring the evidence of promises in line with what is held now: gather, follow (``follow.py``), write the difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kingpost.accounts.models import EVERYONE
from kingpost.knowledge.promises.follow import LATE, Letter, Promised, Shown, Work, follow, superseding
from kingpost.knowledge.promises.texts import SPOKEN, spoken
from kingpost.toolbox.sql import numbers, rows, sql

_encode = msgspec.json.Encoder(order="deterministic").encode


def update(refs: Sequence[int], changed: Sequence[str], own: list[str], zone: str) -> set[int]:
    """Follow every promise these entities may bear on. Returns the entities of promises whose fate changed."""
    keys = sorted(key for (key,) in rows(sql("affected"), {"entities": numbers(refs), "keys": list(changed)}))
    if not keys:
        return set()
    asked, all_of_them = _promised(keys)
    letters, works = _letters(keys, own), _works(keys, zone)
    for key, comment in _comments(asked, own):
        letters[key].append(comment)
    groups: dict[Any, list[Promised]] = defaultdict(list)
    for one in all_of_them:
        groups["thread", one.thread].append(one)
        if one.client:
            groups["client", one.client].append(one)
    proof, fates = [], []
    for one in asked:
        near = {other.key: other for other in (*groups["thread", one.thread], *groups["client", one.client])}
        shown = follow(one, letters[one.key], works[one.key], near.values())
        fates.append({"key": one.key, "by": superseding(one, near.values(), _kept(one, shown)) or None})
        proof += [_row(one.key, each) for each in shown]
    params = {"keys": keys, "proof": _encode(proof).decode(), "fates": _encode(fates).decode()}
    return {entity for (entity,) in rows(sql("follow"), params)}


def _kept(promise: Promised, shown: Sequence[Shown]) -> datetime | None:
    """Since when it is known to be kept, to whoever may see the promise."""
    known = (promise.audience, EVERYONE)
    return min((one.at for one in shown if one.kind == "delivered" and one.at and one.audience in known), default=None)


def _row(key: str, shown: Shown) -> dict[str, Any]:
    return {
        "key": key,
        "kind": shown.kind,
        "record_id": shown.record,
        "audience_id": shown.audience,
        "at": shown.at,
        "why": shown.why,
    }


def _promised(keys: Sequence[str]) -> tuple[list[Promised], list[Promised]]:
    """(the promises asked for, these and their neighbours)."""
    asked, every = [], []
    for row in rows(sql("promised"), {"keys": list(keys)}):
        (
            key,
            record,
            entity,
            client,
            thread,
            about,
            ours,
            what,
            words,
            stems,
            said_at,
            due_at,
            moves,
            audience,
            verdict,
            _,
            wanted,
        ) = row
        one = Promised(
            key,
            record,
            entity,
            client,
            thread,
            about,
            ours,
            what,
            words,
            frozenset(stems),
            said_at,
            due_at,
            moves,
            audience,
            verdict,
        )
        every.append(one)
        if wanted:
            asked.append(one)
    return asked, every


def _letters(keys: Sequence[str], own: list[str]) -> dict[str, list[Letter]]:
    found: dict[str, dict[int, Letter]] = defaultdict(dict)
    for row in rows(sql("letters"), {"keys": list(keys), "own": own}):
        key, record, record_key, audience, at, body, attachments, same, ours, writer, *named = row
        if same or record not in found[key]:
            found[key][record] = Letter(
                record, record_key, audience, at, body, _names(attachments), same, ours, writer, *named
            )
    return defaultdict(list, {key: list(letters.values()) for key, letters in found.items()})


def _comments(asked: Sequence[Promised], own: list[str]) -> Iterator[tuple[str, Letter]]:
    """What was written later on the ticket or task a promise was made on."""
    made: dict[int, list[Promised]] = defaultdict(list)
    for one in asked:
        made[one.record].append(one)
    found = rows(sql("spoken"), {"records": numbers(made), "kinds": list(SPOKEN)})
    parts = [(row[:4], list(spoken(row[4], msgspec.json.decode(row[5])))) for row in found]
    actors = sorted({actor for _, said in parts for *_, actor in said})
    known = rows(sql("parties"), {"records": "{}", "keys": actors, "own": own, "people": "{}"}) if actors else []
    who = {key.replace("-", ""): (ours, name) for _, _, _, key, name, ours in known}
    for (record, record_key, audience, entity), said in parts:
        before = ""
        for number, (text, _, at, actor) in enumerate(said):
            ours, name = who.get(actor, (False, ""))
            key = f"{record_key} {number:06}"
            for one in made[record]:
                if actor in who and one.said_at < at < max(one.due_at or one.said_at, one.said_at) + LATE:
                    yield one.key, Letter(record, key, audience, at, text, (), True, ours, name, entity, one.thread, key, before, spoken=True)  # fmt: skip
            before = key  # a comment answers the one before it


def _names(attachments: str) -> tuple[str, ...]:
    held = msgspec.json.decode(attachments)
    return tuple(str(name) for name in held) if isinstance(held, list) else ()


def _works(keys: Sequence[str], zone: str) -> dict[str, list[Work]]:
    found: dict[str, list[Work]] = defaultdict(list)
    for key, record, record_key, audience, kind, title, named, is_open, done, at, due, remote_id in rows(
        sql("works"), {"keys": list(keys), "zone": zone}
    ):
        found[key].append(
            Work(record, record_key, audience, kind, title, named, is_open, _done(done, is_open, at), due, remote_id)
        )
    return found


def _done(text: str | None, is_open: bool, at: datetime | None) -> datetime | None:
    """When it was done: as stated, else the moment its state is of."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        moment = None
    if moment is None:
        return None if is_open else at
    if moment.tzinfo:
        return moment
    return moment.replace(tzinfo=at.tzinfo, hour=23, minute=59) if at else None
