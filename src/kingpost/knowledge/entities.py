"""Read one entity and the evidence for its values, as one person may see them.

Every function takes ``seen_by``: the audience ids the reader is in (``accounts.audiences.allowed``). What rests only on evidence for
others is not blanked but absent. With a ``when`` it answers as of then (asof.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from kingpost.knowledge import asof
from kingpost.knowledge.asof import Past, Then
from kingpost.knowledge.golden import RULES
from kingpost.knowledge.when import NOW, When
from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class Saying:
    """One record's word on one field."""

    record: int
    system: str
    remote_id: str
    value: Any
    at: datetime | None  # when the system says it became so
    learned: datetime  # when we read it
    url: str
    quote: str  # the passage that holds it, or ""
    won: bool


@dataclass(frozen=True)
class Thing:
    """An entity as one reader may know it."""

    id: int
    kind: str
    title: str
    values: dict[str, Any]
    why: dict[str, list[Any]]
    at: datetime | None
    open: bool | None
    due: datetime | None
    standing: str

    def rule(self, field: str) -> str:
        """Why this value is the one we go by, in a sentence."""
        reason = self.why.get(field) or self.why.get("*")
        return RULES.get(str(reason[1]), "") if reason else ""


def current_number(number: int) -> int | None:
    """The entity an old or new number leads to; None when nothing ever had it."""
    found = rows("SELECT entity_id FROM member WHERE record_id = %s", [number])
    return int(found[0][0]) if found else None


def thing(number: int, seen_by: Sequence[int], when: When = NOW) -> Thing | None:
    """One entity; None when there is none the reader may see. When several rows are visible the fullest one is taken."""
    return next(iter(things([number], seen_by, when)), None)


PRIVATE = frozenset({"birth_date"})
"""Fields that tell two people of one name apart and are nobody's business besides: shown where that is asked (decision 14), and nowhere else."""


def things(numbers: Collection[int], seen_by: Sequence[int], when: When = NOW) -> list[Thing]:
    """Several entities at once, in no order; those the reader may not see are absent."""
    if not when.present:
        return [of(one) for one in asof.things(numbers, seen_by, when)]
    found = rows(sql("entity"), {"entities": list(numbers), "seen_by": list(seen_by)})
    return [Thing(i, kind, title, _shared(msgspec.json.decode(golden)), msgspec.json.decode(why), at, is_open, due, standing)
            for i, kind, title, golden, why, at, is_open, due, standing in found]  # fmt: skip


def of(then: Then) -> Thing:
    """A thing as it was, in the shape of one as it is."""
    return Thing(
        then.id, then.kind, then.title, _shared(then.values), then.why, then.at, then.open, then.due, then.standing
    )


def _shared(values: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if field not in PRIVATE}


def evidence(number: int, field: str, seen_by: Sequence[int], when: When = NOW) -> list[Saying]:
    """Everything the reader may see that is said about one field, the winning word first, then newest first."""
    if field in PRIVATE:
        return []
    if not when.present:
        return [word for then in asof.things([number], seen_by, when, texts=True) for word in said_then(then, field)]
    return [Saying(record, system, _shown(remote_id), msgspec.json.decode(value), at, learned, url, quote or "", won)
            for record, system, remote_id, value, at, learned, url, quote, won in rows(
                sql("evidence"), {"entity": number, "field": field, "seen_by": list(seen_by)})]  # fmt: skip


def owner_said(number: int, seen_by: Sequence[int]) -> list[Saying]:
    """Whom each record the reader may see points at as its owner, newest first."""
    return [Saying(record, system, _shown(remote_id), name, at, learned, url, "", n == 0) for n, (record, system, remote_id, name, at, learned, url) in enumerate(
        rows(sql("owner_said"), {"entity": number, "seen_by": list(seen_by)}))]  # fmt: skip


def said_then(then: Then, field: str) -> list[Saying]:
    """What each record of a thing said about one field, in the order of ``evidence``."""
    if field in PRIVATE:
        return []
    winner = (then.why.get(field) or then.why.get("*") or [None])[0]
    words = [Saying(one.record, one.system, _shown(one.remote_id), one.fields[field], one.at, one.learned, one.url,
                    _quote(one, field), one.record == winner) for one in then.records if field in one.fields]  # fmt: skip
    newest = sorted(words, key=lambda word: (-(word.at.timestamp() if word.at else 0.0), word.record))
    return sorted(newest, key=lambda word: not word.won)


def _quote(past: Past, field: str) -> str:
    """The passage of a record's text that holds a value of more than three letters; "" when none does."""
    value = str(past.fields[field])
    place = past.body.find(value[:60]) if len(value) > 3 else -1
    return past.body[max(place - 60, 0) : max(place - 60, 0) + 200] if place >= 0 else ""


def differing(sayings: Sequence[Saying]) -> bool:
    """True when what is said is not all the same."""
    return len({msgspec.json.encode(s.value, order="deterministic") for s in sayings}) > 1


@dataclass(frozen=True)
class Source:
    """One record behind an entity."""

    record: int
    system_id: int
    system: str
    kind: str
    remote_id: str
    url: str
    learned: datetime
    versions: int


def sources_then(then: Then) -> list[Source]:
    """The records behind a thing as it was, oldest first."""
    return [Source(one.record, one.system_id, one.system, one.kind, _shown(one.remote_id), one.url, one.learned, one.versions)
            for one in then.records]  # fmt: skip


def texts_then(then: Then, most: int = 3) -> list[Text]:
    """What was written in the records of a thing as it was; it must have been read with its texts."""
    return [Text(one.record, one.system, one.at, one.body, one.url) for one in then.records if one.body][:most]


def sources(number: int, seen_by: Sequence[int]) -> list[Source]:
    """The records behind an entity the reader may see, oldest first."""
    return [Source(r, s, title, kind, _shown(remote_id), url, learned, n) for r, s, title, kind, remote_id, url, learned, n in rows(
        """SELECT r.id, s.id, s.title, r.kind, r.remote_id, v.url, v.learned, r.version
           FROM member AS m JOIN record AS r ON r.id = m.record_id JOIN system AS s ON s.id = r.system_id
           JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE m.entity_id = %s AND r.audience_id = ANY(%s) AND r.gone_at IS NULL ORDER BY r.id""", [number, list(seen_by)])]  # fmt: skip


@dataclass(frozen=True)
class Text:
    """The long text of one record, as plain text."""

    record: int
    system: str
    at: datetime | None
    body: str
    url: str


def texts(number: int, seen_by: Sequence[int], most: int = 3) -> list[Text]:
    """What was written: the bodies of the records behind an entity, e.g. a mail's text."""
    return [Text(*row) for row in rows(
        """SELECT r.id, s.title, v.valid_from, left(v.body, 20000), v.url
           FROM member AS m JOIN record AS r ON r.id = m.record_id JOIN system AS s ON s.id = r.system_id
           JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE m.entity_id = %s AND r.audience_id = ANY(%s) AND r.gone_at IS NULL AND v.body <> '' ORDER BY r.id LIMIT %s""",
        [number, list(seen_by), most])]  # fmt: skip


def _shown(remote_id: str) -> str:
    """A remote id as a person knows it: without the prefix of mentions."""
    label, _, rest = remote_id.partition(":")
    return rest if label in ("email", "domain", "name") and rest else remote_id


def remote_data(records: Collection[int], seen_by: Sequence[int]) -> dict[int, Any]:
    """What the systems said about these records, decoded, where it is JSON; by record number."""
    found = rows(
        """SELECT r.id, (SELECT raw FROM version AS v WHERE v.record_id = r.id AND v.raw IS NOT NULL ORDER BY number DESC LIMIT 1)
           FROM record AS r WHERE r.id = ANY(%s) AND r.audience_id = ANY(%s)""",
        [list(records), list(seen_by)],
    )
    return {record: said for record, raw in found if raw is not None and (said := _decoded(bytes(raw))) is not None}


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
