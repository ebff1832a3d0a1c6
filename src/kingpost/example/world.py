"""The things of the example before they are written down: plain records that point at each other, and the World that holds them."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from kingpost.example.company import Client, Company, Person
from kingpost.example.days import Days
from kingpost.example.words import Slots


@dataclass(eq=False, repr=False)
class Document:
    """A small real file. ``made`` is when it was saved; ``shared`` puts it on the shared drive as well, in ``folder``."""

    name: str
    media_type: str
    content: bytes
    made: datetime
    author: Person
    client: Client | None = None
    project: Project | None = None
    shared: bool = False
    folder: str = ""

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the content: the same file twice is one document."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True, eq=False, repr=False)
class Mail:
    """One message. ``text`` is what its writer typed; the quotation of ``parent`` is added when it is written out.

    ``nature`` is "human", "notice" (a system wrote it), "bulk" or "away". ``boxes`` names mailboxes beyond those of the recipients.
    """

    id: str
    at: datetime
    sender: tuple[str, str]
    to: list[tuple[str, str]]
    subject: str
    text: str
    cc: list[tuple[str, str]] = field(default_factory=list)
    parent: Mail | None = None
    quote: bool = True
    html: bool = False
    program: str = "plain"
    nature: str = "human"
    headers: tuple[tuple[str, str], ...] = ()
    attachments: list[Document] = field(default_factory=list)
    client: Client | None = None
    project: Project | None = None
    ticket: Ticket | None = None
    invoice: Invoice | None = None
    waits: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Said:
    """One entry on a ticket: a comment, or a change of status or assignee (then ``before`` and ``after`` say which)."""

    at: datetime
    author: Person
    body: str = ""
    public: bool = True
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Ticket:
    """A request at the desk. ``number`` is given once all tickets are known."""

    client: Client
    requester: Person
    assignee: Person | None
    subject: str
    kind: str
    tags: list[str]
    channel: str
    said: list[Said]
    priority: str = "normal"
    status: str = "new"
    number: int = 0
    project: Project | None = None
    due: date | None = None
    fixed_number: int = 0

    @property
    def created(self) -> datetime:
        """When it came in."""
        return self.said[0].at


@dataclass(slots=True, eq=False, repr=False)
class Task:
    """Planned work; ``milestone`` marks the ones a client sees."""

    key: str
    name: str
    client: Client
    project: Project | None
    owner: Person | None
    start: date
    due: date
    status: str = "Open"
    done: date | None = None
    milestone: bool = False
    notes: str = ""
    hours: float = 0


@dataclass(slots=True, eq=False, repr=False)
class Deal:
    """An agreement in the CRM. ``amount`` is net, in pounds, for the whole (twelve months when ``monthly`` is set)."""

    id: str
    name: str
    client: Client
    owner: Person
    stage: str
    amount: int
    created: date
    close: date
    monthly: int = 0
    delivery: date | None = None
    po: str = ""
    contact: Person | None = None
    scope: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Project:
    """A project in the tracker."""

    code: str
    name: str
    kind: str
    client: Client
    manager: Person
    engineer: Person
    start: date
    due: date
    budget: int
    status: str = "On track"
    end: date | None = None
    deal: Deal | None = None
    tasks: list[Task] = field(default_factory=list)
    next_step: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Meeting:
    """A calendar entry; with ``rule`` a recurring one. ``moved`` maps an occurrence's start to its new start, None cancels it."""

    uid: str
    calendar: str
    name: str
    start: datetime
    minutes: int
    organiser: Person
    attendees: list[Person]
    rule: str = ""
    moved: dict[datetime, datetime | None] = field(default_factory=dict)
    place: str = ""
    notes: str = ""
    days: int = 0
    cancelled: bool = False
    client: Client | None = None
    project: Project | None = None
    zone: str = "Europe/London"


@dataclass(slots=True, eq=False, repr=False)
class Invoice:
    """A sales invoice. ``net`` is in pence; VAT is 20%."""

    client: Client
    issued: date
    due: date
    net: int
    what: str
    reference: str
    number: str = ""
    paid: date | None = None
    deal: Deal | None = None
    project: Project | None = None
    fixed_number: int = 0

    @property
    def tax(self) -> int:
        """VAT in pence."""
        return round(self.net * 0.2)

    @property
    def gross(self) -> int:
        """Amount to pay in pence."""
        return self.net + self.tax


@dataclass(slots=True, eq=False, repr=False)
class Approval:
    """A yes that somebody was asked for, as the tracker lists it."""

    id: str
    name: str
    client: Client
    asked_by: Person
    asked_of: Person
    asked: date
    state: str
    decided: date | None = None
    project: Project | None = None
    notes: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Yes:
    """An approval that mails speak of: the tracker's row for it if there is one, the mail that asks, how it ended, and whether the two differ now."""

    row: Approval | None
    asked: Mail
    state: str
    differs: bool


@dataclass(slots=True, eq=False, repr=False)
class Action:
    """A line of the action list, the one table Kingpost may write to."""

    id: str
    title: str
    client: Client | None
    owner: Person | None
    due: date
    status: str
    created: date
    done: date | None = None
    notes: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Absence:
    """Days away, first and last included."""

    person: Person
    first: date
    last: date
    kind: str


@dataclass(slots=True, eq=False, repr=False)
class Promise:
    """A commitment as the truth knows it. ``state``: open, at risk, broken, delivered, confirmed (the other side thanked for it) or changed."""

    by: Person
    to: Person | None
    client: Client
    thing: str
    due: date | None
    words: str
    mail: Mail | None
    state: str
    delivered: Mail | None = None
    project: Project | None = None
    ours: bool = True
    task: Task | None = None
    thanked: Mail | None = None


@dataclass(slots=True, eq=False, repr=False)
class Move:
    """A change of role or team: from which day, and what the person was before."""

    person: Person
    since: date
    title_before: str
    team_before: str


@dataclass(slots=True, eq=False, repr=False)
class Disagreement:
    """Two systems that say different things about one field. ``says`` holds (system, the thing that says it, its value)."""

    client: Client
    what: str
    field: str
    says: list[tuple[str, Any, str]]
    matters: bool


@dataclass(slots=True, eq=False, repr=False)
class World:
    """Everything that happened, by kind, in no particular order until ``numbers.settle`` sorts it."""

    days: Days
    company: Company
    seed: int
    mails: list[Mail] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    loose_tasks: list[Task] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    yeses: list[Yes] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    crm_phones: dict[str, str] = field(default_factory=dict)
    desk_managers: dict[str, Person] = field(default_factory=dict)
    pools: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def generator(self, area: str) -> random.Random:
        """A generator of its own for one part of the work, so that parts do not shift each other."""
        return random.Random(f"{self.seed}:{area}")  # noqa: S311 — words and dates, no secrets

    def slots(self, rng: random.Random, client: Client | None, **known: str) -> Slots:
        """The fillings for one conversation with a client (or an internal one)."""
        if client is None:
            names = [other.name for other in self.company.clients]
            pools = {
                "client": names,
                "app": ["LoadPlan", "CaseBook", "CarePlan", "TillPoint"],
                "room": ["the lab", "the big room"],
            }
            pools |= {"site": ["the office"], "user": [person.name.split()[0] for person in self.company.staff]}
            return Slots(rng, pools, **known)
        if client.key not in self.pools:
            self.pools[client.key] = client.pools
        return Slots(rng, self.pools[client.key], **known)

    def message_id(self, rng: random.Random, domain: str) -> str:
        """A message id in one of the forms mail programs make, always new."""
        number = rng.getrandbits(72)
        match number % 4:
            case 0:
                return f"{number:018X}@{domain}"
            case 1:
                return f"{number:018x}.{number % 89}@mail.{domain}"
            case 2:
                return f"CA{number:018x}+{number % 9973}@{domain}"
        return f"{number:018x}@{domain}"
