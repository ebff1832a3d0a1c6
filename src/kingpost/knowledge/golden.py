"""Golden values of entities that several records describe: which value wins for each field, and by which rule.

The rules, in order, for every field: what a system itself lists beats what was only mentioned in passing; among those, the record
that changed last; for what is equal in both, the order of the records' keys, so that the result never depends on arrival.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from kingpost.toolbox.sql import execute, rows, sql

LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
ONLY, SYSTEM, LATEST, AGREED = "only", "system", "latest", "agreed"
RULES = {
    ONLY: "It is the only one that says so.",
    SYSTEM: "A system's own entry counts more than a mention in passing.",
    LATEST: "The entry that changed last counts.",
    AGREED: "All that say something say the same.",
}
_encode = msgspec.json.Encoder(order="deterministic").encode


class Said(msgspec.Struct, frozen=True):
    """One record of an entity and what it says."""

    record: int
    key: bytes
    mention: bool
    at: datetime | None
    title: str
    fields: dict[str, Any]

    def rank(self) -> tuple[bool, datetime, bytes]:
        """Higher wins."""
        return (not self.mention, self.at or LONG_AGO, self.key)


def join(said: Sequence[Said]) -> tuple[str, dict[str, Any], dict[str, list[Any]]]:
    """Title, golden fields and the reason for each, from all records that may be used together."""
    order = sorted(said, key=Said.rank, reverse=True)
    golden: dict[str, Any] = {}
    why: dict[str, list[Any]] = {}
    for name in sorted({name for s in said for name in s.fields}):
        saying = [s for s in order if name in s.fields]
        golden[name] = saying[0].fields[name]
        why[name] = [saying[0].record, _rule(name, saying)]
    return order[0].title, golden, why


def _rule(name: str, saying: Sequence[Said]) -> str:
    if len(saying) == 1:
        return ONLY
    if all(s.fields[name] == saying[0].fields[name] for s in saying):
        return AGREED
    return SYSTEM if all(s.mention for s in saying[1:]) and not saying[0].mention else LATEST


def write_joined(business: Mapping[str, Any]) -> None:
    """Write the rows of the batch's entities with several records, one row for each of their audiences.

    ``business`` is what their standing and due moments follow from: own (entities), domains, zone.
    """
    made = []
    for (entity, audience, kind), group in groupby(rows(sql("entities_joined")), key=itemgetter(0, 1, 2)):
        said = [
            Said(r, key.bytes, mention, at, title, msgspec.json.decode(fields))
            for _, _, _, r, key, mention, at, title, fields in group
        ]
        title, golden, why = join(said)
        latest = max((s.at for s in said if s.at), default=None)
        made.append((entity, audience, kind, title, _json(golden), _json(why), latest, len(said)))
    if made:
        columns = dict(
            zip(
                ("ids", "audiences", "kinds", "titles", "golden", "why", "at", "records"),
                map(list, zip(*made, strict=True)),
                strict=True,
            )
        )
        execute(sql("entities_write"), {**business, **columns})


def _json(value: Any) -> Jsonb:
    return Jsonb(value, dumps=_encode)
