"""What a rule is given and what it gives back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from kingpost.knowledge.forecast import Forecast
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.numbers import Number, Numbers
from kingpost.priorities.stand_ins import StandIns
from kingpost.priorities.standing_facts import Ahead, Handover, Known, Load, Pack, Source, Uninvoiced
from kingpost.priorities.tickets import Asking
from kingpost.priorities.written_facts import Strange, Unheard


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
    """An open ticket, task, invoice or project as one audience may know it.

    ``turned`` is when it was last escalated or reopened, ``started_at`` when its system was connected. ``order`` is, for an invoice, what was
    agreed and invoiced before under the order it quotes. ``project`` is the one a task is part of. ``owner_left``: its owner is gone for good;
    ``owner_away``: on leave by the staff list; ``owner_back``: away until that day. ``forecast`` is a project's.
    ``said`` is what the client said on a ticket since we last answered, ``asking`` since when they wait for that.
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
    project: int | None = None
    owner_left: bool = False
    owner_away: bool = False
    owner_back: date | None = None
    forecast: Forecast | None = None
    said: str = ""
    said_at: datetime | None = None
    asking: Asking | None = None

    @property
    def owned(self) -> bool:
        """Somebody is named as its owner."""
        return self.owner is not None or bool(self.owner_name)

    @property
    def whole(self) -> int | None:
        """What it is a part of: its project, else its client."""
        return self.project or self.client.entity or None


THREAD_OVER_AFTER = timedelta(days=30)  # a thread nobody wrote in for so long is over, answered or not


@dataclass(frozen=True)
class Waiting:
    """A mail thread in which a client wrote last, as one audience may know it.

    ``text`` is what they wrote since we last answered. ``ticket`` is an open one about the same, which they (``own_ticket``) or somebody else there opened.
    """

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
    text: str = ""
    ticket: int | None = None
    own_ticket: bool = False

    @property
    def ends(self) -> datetime:
        """When it is taken for history, answered or not."""
        return self.last_at + THREAD_OVER_AFTER


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
    whose evidence shows it and that this one may not see; ``late`` says which work it hangs on is due after it; ``title`` is that of what it was made in."""

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
    title: str


@dataclass(frozen=True)
class Dispute:
    """A disagreement as one audience may know it. ``answers`` are its values in words with who says each; ``told``: a mail or an invoice is a side.

    ``days`` are the moments its sides name, where it is about days, ``meets_at`` when we next meet the client. ``following`` are systems that say something else than what
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
    days: tuple[datetime, ...]
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
    """One thing a rule noticed. ``says`` is one sentence; ``latest`` the newest moment that speaks for it (default: ``since``). ``ends`` is when the rule takes it
    for history, though nothing was done about it (None: never).

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
    ends: datetime | None = None
    client: int = 0
    owner: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    opens: bool = True
    rule: str = ""
    kind: str = ""
    anchor: int | None = None  # what its flag is about, where the rule knows that better


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
    known: list[Known] = field(default_factory=list)
    ahead: list[Ahead] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    packs: list[Pack] = field(default_factory=list)
    uninvoiced: list[Uninvoiced] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    strange: list[Strange] = field(default_factory=list)
    unheard: list[Unheard] = field(default_factory=list)
    # (audience, thread, at) of others that day
    unheard_shown: list[tuple[int, int, datetime]] = field(default_factory=list)
    # when letters were written that are new to us, or say something else now
    unheard_moved: list[datetime] = field(default_factory=list)
    looked_at: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # entity -> audiences judged
    wakes: dict[tuple[int, str], datetime] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)
    stand_ins: StandIns = field(default_factory=StandIns)

    def number(self, number: Number, client: int = 0) -> float:
        """What a number of a rule is now, for this client (an entity) or for all."""
        return self.numbers.of(number, client)

    def of(self, *kinds: str) -> Iterable[Subject]:
        """The subjects of these kinds."""
        return (s for s in self.subjects if s.kind in kinds)

    def wake(self, entity: int, rule: str, at: datetime) -> None:
        """Look at ``entity`` again at ``at`` (the earliest wish of a rule counts; moments past are ignored)."""
        if at > self.now:
            key = (entity, rule)
            self.wakes[key] = min(at, self.wakes.get(key, at))

    def joined(self, other: Batch) -> Batch:
        """Both in one. They look at different things."""
        self.entities |= other.entities
        for name in (
            "subjects",
            "waiting",
            "asked",
            "promises",
            "disputes",
            "known",
            "ahead",
            "handovers",
            "packs",
            "uninvoiced",
            "sources",
            "loads",
            "strange",
            "unheard",
            "unheard_moved",
            "unheard_shown",
        ):
            getattr(self, name).extend(getattr(other, name))
        for entity, audiences in other.looked_at.items():
            self.looked_at[entity] |= audiences
        for (entity, rule), at in other.wakes.items():
            self.wake(entity, rule, at)
        return self
