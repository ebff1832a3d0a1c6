"""Golden values of entities that several records describe: which value wins for each field, and by which rule (survivorship.py).

A ruling of a person comes before every rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from kingpost.knowledge import sides, survivorship
from kingpost.knowledge.ruled import Ruled
from kingpost.knowledge.survivorship import Candidate, Rules, Way
from kingpost.toolbox.sql import execute, numbers, rows, sql

LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
ONLY, SYSTEM, LATEST, AGREED, TRUSTED, FULLEST, MOST, RULED = (
    "only",
    "system",
    "latest",
    "agreed",
    "trusted",
    "fullest",
    "most",
    "ruled",
)
RULES = {
    ONLY: "It is the only one that says so.",
    SYSTEM: "A system's own entry counts more than a mention in passing.",
    LATEST: "The value that changed last counts.",
    AGREED: "All that say something say the same.",
    TRUSTED: "By your rule this system counts before the others.",
    FULLEST: "The fullest value counts.",
    MOST: "What most systems say counts.",
    RULED: "You decided.",
}
_BY_WAY = {
    survivorship.TRUST: TRUSTED,
    survivorship.COMPLETE: FULLEST,
    survivorship.AGREEMENT: MOST,
    survivorship.RECENT: LATEST,
}
_encode = msgspec.json.Encoder(order="deterministic").encode


class Said(msgspec.Struct, frozen=True):
    """One record of an entity and what it says. ``since`` is when a field last changed in it, where that is not when the record last did."""

    record: int
    key: bytes
    mention: bool
    at: datetime | None
    title: str
    fields: dict[str, Any]
    system: int = 0
    since: dict[str, datetime] = {}

    def rank(self) -> tuple[bool, datetime, bytes]:
        """Higher wins, where no field decides."""
        return (not self.mention, self.at or LONG_AGO, self.key)

    def candidate(self, name: str) -> Candidate:
        return Candidate(self.key, self.system, self.mention, self.since.get(name, self.at), self.fields[name])


class Joined(msgspec.Struct):
    """What an entity's records say together, as one audience may know it (entities_write.sql)."""

    id: int
    audience: int
    kind: str
    title: str
    golden: dict[str, Any]
    why: dict[str, list[Any]]
    at: datetime | None
    records: int


def join(
    said: Sequence[Said], kind: str = "", own: Rules | None = None, decided: Mapping[tuple[int, str], Any] | None = None
) -> tuple[str, dict[str, Any], dict[str, list[Any]]]:
    """Title, golden fields and the reason for each, from all records that may be used together. ``decided`` is what people ruled, by (record, field)."""
    order = sorted(said, key=Said.rank, reverse=True)
    golden: dict[str, Any] = {}
    why: dict[str, list[Any]] = {}
    for name in sorted({name for s in said for name in s.fields}):
        saying = [s for s in order if name in s.fields]
        way = survivorship.way_of(kind, name, own or {})
        winner = _winner(name, saying, way, sides.form_of(kind, name))
        golden[name], why[name] = winner.fields[name], [winner.record, _rule(name, winner, saying, way)]
        first = next((s.record for s in saying if decided and (s.record, name) in decided), None)
        if first is not None and decided:
            golden[name], why[name] = decided[first, name], [first, RULED]
    return _title(order, why), golden, why


def _winner(name: str, saying: Sequence[Said], way: Way, form: str) -> Said:
    if len(saying) == 1:
        return saying[0]
    candidates = {s.key: s.candidate(name) for s in saying}
    chosen = survivorship.choose(list(candidates.values()), way, form)
    return next(s for s in saying if s.key == chosen.key)


def _title(order: Sequence[Said], why: Mapping[str, list[Any]]) -> str:
    """What it is called: by the record whose name counts."""
    named = next((why[name][0] for name in ("name", "subject") if name in why), None)
    return next((s.title for s in order if s.record == named), order[0].title)


def _rule(name: str, winner: Said, saying: Sequence[Said], way: Way) -> str:
    if len(saying) == 1:
        return ONLY
    if all(s.fields[name] == winner.fields[name] for s in saying):
        return AGREED
    others = [s for s in saying if s is not winner]
    if not winner.mention and all(s.mention for s in others):
        return SYSTEM
    if way.way == survivorship.TRUST and winner.system != way.system:
        return LATEST  # the trusted system says nothing on it
    return _BY_WAY[way.way]


def write_joined(business: Mapping[str, Any], decided: Mapping[tuple[int, str], Any]) -> None:
    """Write the rows of the batch's entities with several records, one row for each of their audiences.

    ``business`` is what their standing and due moments follow from: own (entities), domains, zone; ``decided`` is what people ruled.
    """
    found = rows(sql("entities_joined"))
    since = _since()
    declared = survivorship.rules()
    made = []
    for (entity, audience, kind), group in groupby(found, key=itemgetter(0, 1, 2)):
        said = [
            Said(r, key.bytes, mention, at, title, msgspec.json.decode(fields), system, since.get(r, {}))
            for _, _, _, r, key, mention, at, title, fields, system in group
        ]
        title, golden, why = join(said, kind, declared, decided)
        latest = max((s.at for s in said if s.at), default=None)
        made.append(Joined(entity, audience, kind, title, golden, why, latest, len(said)))
    if made:
        execute(sql("entities_write"), {**business, "joined": _encode(made).decode()})


def _since() -> dict[int, dict[str, datetime]]:
    """By record: since when its fields say what they say, for records that have changed at all."""
    since: dict[int, dict[str, datetime]] = defaultdict(dict)
    for record, name, at in rows(sql("field_since")):
        since[record][name] = at
    return since


def write_ruled(decided: Mapping[tuple[int, str], Any], zone: str) -> None:
    """Entities of the batch that are one record, of which a person ruled a field: the ruled value takes its place."""
    if not decided:
        return
    query = "SELECT record_id FROM batch WHERE live AND NOT joined AND record_id = ANY(%s::bigint[])"
    alone = {record for (record,) in rows(query, [numbers({record for record, _ in decided})])}
    for (record, name), value in sorted(decided.items(), key=itemgetter(0)):
        if record in alone:
            execute(
                sql("entities_ruled"),
                {"record": record, "field": name, "value": _json(value), "why": _json([record, RULED]), "zone": zone},
            )


def decided_elsewhere(sides: Sequence[Ruled], decided: Mapping[tuple[int, str], Any]) -> set[int]:
    """Things outside the batch that these rulings decide something of and that do not show it yet, or still do though the systems have moved on."""
    if not sides:
        return set()
    told = {
        "records": [side.record for side in sides],
        "fields": [side.field for side in sides],
        "hold": [(side.record, side.field) in decided for side in sides],
        "ruled": RULED,
    }
    return {entity for (entity,) in rows(sql("decided_elsewhere"), told)}


def _json(value: Any) -> Jsonb:
    return Jsonb(value, dumps=_encode)
