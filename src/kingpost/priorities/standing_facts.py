"""How things stand, as standing.py finds it for the rules that look at more than one record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Known:
    """A client and who of us dealt with it of late, as one audience may know it: ``people`` are (person, name, last, times), the latest first.

    ``others_at`` is when somebody else last did before that time; ``evidence`` the client's own records.
    """

    entity: int
    audience: int
    title: str
    people: list[tuple[int, str, datetime, int]]
    others_at: datetime | None
    evidence: tuple[int, ...]
    started_at: datetime


@dataclass(frozen=True)
class Ahead:
    """A meeting with a client in the next days, as one audience may know it. ``prepared``: something is written in it; ``promised``: what we
    promised the client and have not delivered, with its date."""

    entity: int
    audience: int
    title: str
    client: int
    client_name: str
    starts_at: datetime
    prepared: bool
    promised: list[tuple[str, datetime]]
    evidence: tuple[int, ...]
    started_at: datetime


@dataclass(frozen=True)
class Handover:
    """A mail by which one of us hands something over to others, with no word of any of them since, as one audience may know it."""

    entity: int
    audience: int
    title: str
    client: int | None
    at: datetime
    by_name: str
    to: tuple[int, ...]
    to_names: tuple[str, ...]
    quote: str
    evidence: tuple[int, ...]
    started_at: datetime


@dataclass(frozen=True)
class Pack:
    """A handover pack that waits for its successor, or was declined, as one audience may know of the person (``entity``)."""

    entity: int
    audience: int
    name: str
    client: int
    client_name: str
    successor: int
    successor_name: str
    by_name: str
    at: datetime
    declined_at: datetime | None
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class Uninvoiced:
    """A project that is done under an agreement no invoice speaks of, as one audience may know it. ``ended`` is a day, ``amount`` what was agreed."""

    entity: int
    audience: int
    title: str
    client: int | None
    ended: date
    name: str
    amount: str
    currency: str
    evidence: tuple[int, ...]
    started_at: datetime


@dataclass(frozen=True)
class Source:
    """A connected system that was read whole once. ``entity`` is our own organisation, which its flag is about; ``missing`` of ``counted`` things are
    not here by the last proof; ``error`` is the last reading's, "" when it went well."""

    entity: int
    audience: int
    key: str
    title: str
    read_at: datetime
    error: str
    missing: int
    counted: int
    loaded_at: datetime
    started_at: datetime


@dataclass(frozen=True)
class Load:
    """What a department of ours has to do in the week that begins at ``start``, as one audience may know it. ``entity`` is our own organisation.
    Of its ``pieces`` of work ``estimated`` say how long they take, ``needed`` hours together; ``free`` hours are there."""

    entity: int
    audience: int
    department: str
    pieces: int
    estimated: int
    needed: float
    free: float
    evidence: tuple[int, ...]
    started_at: datetime
    start: datetime
