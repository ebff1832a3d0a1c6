"""What a rule is given and what it gives back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kingpost.priorities.hours import WorkingHours


@dataclass(frozen=True)
class Client:
    """A client as one audience may know it. ``answer_hours`` is the agreed answer time in working hours, None when none is agreed."""

    entity: int
    title: str
    standing: str
    answer_hours: float | None


NOBODY = Client(0, "", "", None)


@dataclass(frozen=True)
class Order:
    """The agreement an invoice falls under. ``earlier`` are the net sums of the invoices before it, oldest first; None for one unknown."""

    name: str
    amount: str
    currency: str
    record: int
    earlier: tuple[str | None, ...]


@dataclass(frozen=True)
class Subject:
    """An open ticket, task or invoice as one audience may know it.

    ``turned`` is when it was last escalated or reopened, ``started_at`` when its system was connected. ``order`` is, for an invoice, what was
    agreed and invoiced before under the order it quotes.
    """

    entity: int
    audience: int
    kind: str
    title: str
    fields: dict[str, Any]
    at: datetime | None
    due: datetime | None
    remote_id: str
    client: Client
    owner: int | None
    owner_name: str
    evidence: tuple[int, ...]
    started_at: datetime
    turned: datetime | None = None
    order: Order | None = None

    @property
    def owned(self) -> bool:
        """Somebody is named as its owner."""
        return self.owner is not None or bool(self.owner_name)


@dataclass(frozen=True)
class Waiting:
    """A mail thread in which a client wrote last, as one audience may know it."""

    entity: int
    audience: int
    title: str
    client: Client
    first_at: datetime
    last_at: datetime
    count: int
    person: int | None
    person_name: str
    person_title: str
    quote: str
    owner: int | None
    owner_name: str
    evidence: tuple[int, ...]
    started_at: datetime


@dataclass(frozen=True)
class Asked:
    """An approval that waits, as one audience may know it. ``of`` is the person who was asked."""

    entity: int
    audience: int
    kind: str
    what: str
    at: datetime | None
    by_name: str
    of: int | None
    of_name: str
    client: Client
    evidence: tuple[int, ...]
    started_at: datetime


@dataclass(frozen=True)
class Promised:
    """A promise with a due date, as the audience of its words may know it. ``kept`` when that audience sees it delivered; ``knowing`` are audiences
    whose evidence shows it and that this one may not see; ``late`` says which work it hangs on is due after it."""

    key: str
    entity: int
    audience: int
    client: Client
    ours: bool
    what: str
    words: str
    said_at: datetime
    due: datetime
    evidence: tuple[int, ...]
    started_at: datetime
    kept: bool
    knowing: tuple[int, ...]
    late: str
    by_name: str
    owner: int | None
    to_name: str


@dataclass(frozen=True)
class Dispute:
    """A disagreement as one audience may know it. ``answers`` are its values in words with who says each; ``told``: a mail or an invoice is a side.

    ``first`` is the earliest moment a side names, ``meets_at`` when we next meet the client. ``following`` are systems that say something else than what
    was decided.
    """

    id: int
    entity: int
    audience: int
    client: int
    kind: str
    family: str
    thing: str
    open: bool
    answers: list[tuple[str, list[str]]]
    told: bool
    first: datetime | None
    meets_at: datetime | None
    since: datetime
    started_at: datetime
    evidence: tuple[int, ...]
    following: list[tuple[str, str]]
    decided: str
    decided_by: str
    decided_at: datetime | None


@dataclass
class Noticed:
    """One thing a rule noticed. ``says`` is one sentence; ``latest`` the newest moment that speaks for it (default: ``since``).

    With ``opens`` False it is no reason for a flag by itself, but joins one about the same thing.
    """

    entity: int
    audience: int
    title: str
    says: str
    since: datetime
    evidence: tuple[int, ...]
    started_at: datetime
    key: str = ""
    latest: datetime | None = None
    due: datetime | None = None
    client: int = 0
    owner: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    opens: bool = True
    rule: str = ""
    kind: str = ""


@dataclass
class Batch:
    """The things to look at now, and what a rule may ask for while it looks."""

    now: datetime
    hours: WorkingHours
    entities: frozenset[int]
    subjects: list[Subject] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    looked_at: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # entity -> audiences judged
    wakes: dict[tuple[int, str], datetime] = field(default_factory=dict)

    def of(self, *kinds: str) -> Iterable[Subject]:
        """The subjects of these kinds."""
        return (s for s in self.subjects if s.kind in kinds)

    def wake(self, entity: int, rule: str, at: datetime) -> None:
        """Look at ``entity`` again at ``at`` (the earliest wish of a rule counts; moments past are ignored)."""
        if at > self.now:
            key = (entity, rule)
            self.wakes[key] = min(at, self.wakes.get(key, at))
