"""What held on a day, as far as we had learned it by another: things, their values, state and whose client they were.

From the versions of their records (asof_versions.sql), taken back to the day by their own dates (rewind.py) and joined by the same function
as the present picture (golden.py), by the rules and rulings that stood on that day. Present, because nothing dates it: which records are one thing, links nobody stated, people's
names, who may see what, and what a person said about a client.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from kingpost.knowledge import golden, rewind, ruled
from kingpost.knowledge.business import DEFAULTS
from kingpost.knowledge.golden import Said
from kingpost.knowledge.ruled import Ruled
from kingpost.knowledge.survivorship import Way
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.toolbox.sql import numbers, planned_rows, rows, sql

WORK = ("ticket", "task", "project")
AHEAD = timedelta(days=60)  # how far a client's meetings are looked for
MOST_WORK = 600  # pieces of work looked at for one list, those due first


OWNED = frozenset({*WORK, "agreement"})
RANKS = {"client": 1, "buyer": 1, "employer": 1, "project": 2, "ticket": 2, "agreement": 2, "about": 2, "parent": 2, "thread": 4} | dict.fromkeys(
    ("requester", "sender", "recipient", "copied", "attendee", "organiser", "author"), 3)  # fmt: skip
"""How near a reference is to telling whose client a thing is: the order of resting.sql."""


class Happened(msgspec.Struct):
    """One happening as a version keeps it."""

    at: datetime
    what: str
    text: str
    actor: str | None = None


@dataclass(frozen=True)
class Past:
    """One record as it was. ``as_read`` is True when it is shown as first read, because no version reaches back that far.

    ``ruled`` are the sides of people's rulings about it, ``own`` their rules of which value counts for things of its kind.
    """

    entity: int
    record: int
    key: bytes
    kind: str
    audience: int
    mention: bool
    remote_id: str
    system_id: int
    system: str
    used_by: list[int]
    members: int
    number: int
    learned: datetime
    at: datetime | None
    title: str
    fields: dict[str, Any]
    body: str
    url: str
    happenings: list[Happened]
    versions: int
    refs: list[tuple[str, str]]
    moved: bool
    clients: list[int]
    as_read: bool
    since: dict[str, datetime]
    ruled: list[Ruled]
    own: dict[str, Way]

    def said(self) -> Said:
        return Said(self.record, self.key, self.mention, self.at, self.title, self.fields, self.system_id, self.since)


@dataclass(frozen=True)
class Ref:
    """Where one reference of a record leads."""

    role: str
    kind: str
    entity: int
    title: str | None
    clients: list[int]
    own: bool


Pointed = dict[int, list[Ref]]
"""References by record."""


@dataclass(frozen=True)
class Then:
    """A thing as it was for one reader; ``records`` are those its values were made from."""

    id: int
    kind: str
    title: str
    values: dict[str, Any]
    why: dict[str, list[Any]]
    at: datetime | None
    records: list[Past]
    open: bool | None = None
    due: datetime | None = None
    standing: str = ""
    owner: str = ""
    owner_id: int | None = None
    clients: list[int] = field(default_factory=list)

    @property
    def as_read(self) -> bool:
        """Some of it is shown as it was first read."""
        return any(one.as_read for one in self.records)


def things(
    entities: Collection[int], seen_by: Sequence[int], when: When, *, texts: bool = False, owners: bool = True, states: bool = True
) -> list[Then]:  # fmt: skip
    """These entities as they were; absent are those that were not there yet, not known yet, or not for this reader.

    ``texts`` adds what was written, ``owners`` who owned it by reference, ``states`` whether it was open, due, a client.
    """
    wanted = "SELECT unnest(%(entities)s::bigint[]) AS entity_id"
    return _read(wanted, {"entities": numbers(entities)}, seen_by, when, texts=texts, owners=owners, states=states)


def of_client(
    client: int, kinds: Sequence[str], seen_by: Sequence[int], when: When, *, owners: bool = True
) -> list[Then]:
    """The client itself and what belonged to it of these kinds; of work, invoices and agreements what may have been open then."""
    params = {"client": client, "kinds": list(kinds), "meetings_to": when.to(clock.now()) + AHEAD}
    found = _read(sql("asof_client"), params, seen_by, when, owners=owners)
    return [one for one in found if one.id == client or client in one.clients]


def work(kinds: Sequence[str], seen_by: Sequence[int], when: When, *, client: int | None = None) -> list[Then]:
    """Work that was open then, due first: at most the first ``MOST_WORK`` of it."""
    params = {"client": client, "kinds": list(kinds), "most": MOST_WORK}
    found = [one for one in _read(sql("asof_work"), params, seen_by, when) if one.open]
    if client is not None:
        found = [one for one in found if client in one.clients]
    return sorted(found, key=due_first)


def due_first(one: Then) -> tuple[bool, float, int]:
    """The order of work: what is due first, then what has no date."""
    return (one.due is None, one.due.timestamp() if one.due else 0.0, one.id)


def first_read(seen_by: Sequence[int]) -> datetime | None:
    """When we first read any system this reader may see: before that we had learned nothing."""
    [(at,)] = rows("SELECT min(learned) FROM version WHERE record_id = (SELECT min(id) FROM record WHERE version IS NOT NULL AND audience_id = ANY(%s))",
                   [list(seen_by)])  # fmt: skip
    return at  # type: ignore[no-any-return]


def _read(
    wanted: str, params: Mapping[str, Any], seen_by: Sequence[int], when: When, *, texts: bool = False, owners: bool = True, states: bool = True,
) -> list[Then]:  # fmt: skip
    now = clock.now()
    decided, deciding = ruled.deciding("true", when.until(now))  # a person's decisions are few
    query = sql("asof_versions").replace("{wanted}", wanted).replace("{decided}", decided)
    found = planned_rows(query, {**when.params(), **params, **deciding, "seen_by": list(seen_by), "texts": texts})
    to = when.to(now)
    pasts = [_past(row, to) for row in found]
    pointed = _pointed(pasts, seen_by, owners)
    made = [then for _, group in groupby(pasts, key=attrgetter("entity")) if (then := joined(list(group), pointed))]
    return _with_states(made) if states else made


def _pointed(pasts: Iterable[Past], seen_by: Sequence[int], owners: bool) -> Pointed:
    """Where the references lead that tell an owner, or whose client a record was that now points elsewhere."""
    wanted = [
        (one.record, role, key)
        for one in pasts
        for role, key in one.refs
        if one.moved or (owners and role == "owner" and one.kind in OWNED)
    ]
    if not wanted:
        return {}
    records, roles, keys = (list(column) for column in zip(*wanted, strict=True))
    made: Pointed = {}
    for record, *rest in planned_rows(
        sql("asof_pointed"), {"records": records, "roles": roles, "keys": keys, "seen_by": list(seen_by)}
    ):
        made.setdefault(record, []).append(Ref(*rest))
    return made


def _clients(one: Past, pointed: Pointed) -> list[int]:
    """Whose client a record was: as it is now, unless it pointed elsewhere; then by its nearest reference, as clients.sql does."""
    if one.kind == "client":
        return [one.entity]
    if not one.moved:
        return one.clients
    found: dict[int, set[int]] = {}
    for ref in pointed.get(one.record, ()):
        rank = RANKS.get(ref.role)
        if rank == 1 and ref.kind == "client" and not ref.own:
            found.setdefault(1, set()).add(ref.entity)
        elif rank and rank > 1:
            found.setdefault(rank, set()).update(ref.clients)
    nearest = next((clients for _, clients in sorted(found.items()) if clients), set())
    return sorted(nearest)


def _past(row: Sequence[Any], to: datetime) -> Past:
    """One row of asof_versions.sql, its fields taken back to the day."""
    (entity, record, key, kind, audience, mention, remote_id, system_id, system, used_by, members, number, newest, learned, at, held,
     title, fields, body, url, happenings, versions, roles, keys, moved, clients, since, sides, own) = row  # fmt: skip
    told = msgspec.json.decode(happenings, type=list[Happened]) if happenings else []
    said = msgspec.json.decode(fields)
    if not newest or learned > to:
        said = rewind.rewound(said, [(h.at, h.what) for h in told], held, to)
    as_read = held is not None and held > to
    return Past(entity, record, key.bytes, kind, audience, mention, remote_id, system_id, system, used_by, members, number, learned, at, title, said,
                body, url, told, versions, list(zip(roles, map(str, keys), strict=True)), moved, clients, as_read,
                msgspec.json.decode(since, type=dict[str, datetime]) if since else {},
                msgspec.json.decode(sides, type=list[Ruled]) if sides else [], msgspec.json.decode(own, type=dict[str, Way]) if own else {})  # fmt: skip


def joined(pasts: Sequence[Past], pointed: Pointed) -> Then | None:
    """One thing from its records, as the reader's fullest audience may know it: the same choice as of the present rows, by the rules and rulings of that day."""
    groups = {
        audience: [one for one in pasts if audience in one.used_by] for audience in {one.audience for one in pasts}
    }
    groups = {audience: group for audience, group in groups.items() if group}
    if not groups:
        return None
    audience = min(groups, key=lambda a: (-len(groups[a]), a))
    mine = sorted(groups[audience], key=golden_rank, reverse=True)
    own = {(one.kind, name): way for one in mine for name, way in one.own.items()}
    decided = ruled.with_ends(
        ruled.decided([side for one in mine for side in one.ruled]), {one.record: one.fields for one in mine}
    )
    title, values, why = golden.join([one.said() for one in mine], min(one.kind for one in mine), own, decided)
    if mine[0].members == 1:
        why = {"*": [mine[0].record, golden.ONLY]} | {name: way for name, way in why.items() if way[1] == golden.RULED}
    owner = _owner(mine, values, why, pointed)
    return Then(
        id=mine[0].entity, kind=min(one.kind for one in mine), title=title, values=values, why=why,
        at=max((one.at for one in mine if one.at), default=None), records=sorted(mine, key=attrgetter("record")),
        owner=owner.title or "" if owner else str(values.get("owner_name", "")), owner_id=owner.entity if owner else None,
        clients=sorted({client for one in mine for client in _clients(one, pointed)}),
    )  # fmt: skip


def _owner(
    mine: Sequence[Past], values: Mapping[str, Any], why: Mapping[str, list[Any]], pointed: Pointed
) -> Ref | None:
    """Whom the record points at whose word on the owner counts, else the first that points at somebody: as owns() has it in functions.sql."""
    name, (winner, rule) = values.get("owner_name"), why.get("owner_name", (None, ""))
    refs = [(one, ref) for one in mine for ref in pointed.get(one.record, ()) if ref.role == "owner" and ref.title]
    if rule == golden.RULED:
        return next((ref for one, ref in refs if name in (ref.title, one.fields.get("owner_name"))), None)
    return next((ref for one, ref in sorted(refs, key=lambda found: found[0].record != winner)), None)


def golden_rank(one: Past) -> Any:
    """The order in which records are asked for what only one of them can give: that of the golden values."""
    return one.said().rank()


def _with_states(made: Iterable[Then]) -> list[Then]:
    """Add open, due and standing, in one query for all."""
    things = list(made)
    if not things:
        return []
    states = {i: rest for i, *rest in planned_rows(sql("asof_states"), {
        "ids": numbers(one.id for one in things), "kinds": [one.kind for one in things], "golden": [Jsonb(one.values) for one in things],
        "zone": DEFAULTS["zone"],
    })}  # fmt: skip
    return [_with(one, *states[one.id]) for one in things]


def _with(one: Then, is_open: bool | None, due: datetime | None, standing: str) -> Then:
    return Then(
        one.id,
        one.kind,
        one.title,
        one.values,
        one.why,
        one.at,
        one.records,
        is_open,
        due,
        standing,
        one.owner,
        one.owner_id,
        one.clients,
    )
