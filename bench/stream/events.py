"""What the stream is made of: events that change a system's files, moments that time alone makes critical, and the things they are about."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from kingpost.example.company import Client, Person, build_company
from kingpost.example.days import Days
from kingpost.example.letters import Reader, address
from kingpost.example.world import Mail, Said, Ticket, World
from kingpost.example.write_mail import boxes_of

FAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Event:
    """One raw event. ``act`` changes the world; ``thing`` is what it touches, as (kind, remote id); ``group`` the underlying matter.

    ``template``, ``service`` and ``severity`` (0 to 4) are what the simple ways beside us look at. ``kind`` of a critical event names why.
    """

    at: datetime
    system: str
    thing: tuple[str, str]
    group: str
    template: str
    service: str
    severity: int
    act: Callable[[], None]
    critical: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that becomes critical by time alone: it must be shown after ``since`` and by ``at``."""

    since: datetime
    at: datetime
    thing: tuple[str, str]
    group: str
    kind: str


@dataclass(slots=True)
class Matter:
    """One underlying matter: what leaving it costs in points (0 to 100) from a moment on, until it ends."""

    key: str
    costs: list[tuple[datetime, float]] = field(default_factory=list)
    ends: datetime | None = None

    def cost(self, now: datetime) -> float:
        """What waiting costs now."""
        if self.ends is not None and now >= self.ends:
            return 0.0
        return max((points for at, points in self.costs if at <= now), default=0.0)


class Stream:
    """The events of a business between two moments, in the order they happen, with what is true of them."""

    def __init__(self, start: datetime, end: datetime, seed: int) -> None:
        days = Days(end)
        self.start, self.end, self.seed = start, end, seed
        self.world = World(days, build_company(days, seed), seed)
        self.events: list[Event] = []
        self.moments: list[Moment] = []
        self.matters: dict[str, Matter] = {}
        self.posted: list[Mail] = []
        self.left: dict[str, datetime] = {}
        self.numbers = count(5001)
        self.things = count(1)

    @property
    def half(self) -> datetime:
        """From then on it is scored; before it is for tuning."""
        return self.start + (self.end - self.start) / 2

    def pool(self, section: str, at: datetime) -> str:
        """The phrases for one half or the other."""
        return f"{section}.{1 if at < self.half else 2}"

    def matter(self, key: str, at: datetime, cost: float) -> Matter:
        """The matter with this key, costing so much from then on."""
        one = self.matters.setdefault(key, Matter(key))
        one.costs.append((at, cost))
        return one

    def add(
        self,
        at: datetime,
        system: str,
        thing: tuple[str, str],
        group: str,
        template: str,
        act: Callable[[], None],
        **more: object,
    ) -> None:
        """Plan an event, if it lies before the end."""
        if at < self.end:
            values = {"service": group, "severity": 1} | more
            self.events.append(Event(at, system, thing, group, template, act=act, **values))  # type: ignore[arg-type]

    def mail(self, rng: random.Random, at: datetime, sender: Person | tuple[str, str], to: list[Reader], subject: str, text: str, group: str, *, parent: Mail | None = None,
             cc: list[Reader] | None = None, headers: tuple[tuple[str, str], ...] = (), nature: str = "human", client: Client | None = None, **more: object) -> Mail:  # fmt: skip
        """Plan a mail."""
        who = address(sender) if isinstance(sender, Person) else sender
        named = [address(one) if isinstance(one, Person) else one for one in to]
        copied = [address(one) if isinstance(one, Person) else one for one in cc or []]
        mail = Mail(self.world.message_id(rng, who[1].rpartition("@")[2]), at, who, named, subject, text, cc=copied, parent=parent, nature=nature, headers=headers)  # fmt: skip
        assert boxes_of(mail), f"nobody connected receives {subject!r}"
        more = {
            "service": client.key if client else who[1],
            "template": f"{who[1] if nature != 'human' else 'person'}: {subject}",
        } | more
        template = str(more.pop("template"))
        self.add(at, "mail", ("message", mail.id), group, template, lambda: self.posted.append(mail), **more)
        return mail

    def ticket(self, ticket: Ticket, group: str, **more: object) -> None:
        """Plan the opening of a ticket; its number is given here."""
        ticket.number = next(self.numbers)
        self.say(ticket, ticket.said.pop(), group, **more)

    def say(
        self, ticket: Ticket, said: Said, group: str, then: Callable[[], None] | None = None, **more: object
    ) -> None:
        """Plan an entry on a ticket, with whatever else changes on it at that moment."""

        def act() -> None:
            if not ticket.said:
                self.world.tickets.append(ticket)
            ticket.said.append(said)
            if then:
                then()

        template = f"ticket {said.field or ('comment' if ticket.said else 'opened')}"
        self.add(
            said.at,
            "desk",
            ("ticket", str(ticket.number)),
            group,
            template,
            act,
            **({"service": ticket.client.key} | more),
        )
