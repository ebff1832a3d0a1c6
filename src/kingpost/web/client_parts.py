"""The parts of a client page that are the same now and on an earlier day: its places, what is unpaid, who was heard of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from kingpost.knowledge import values
from kingpost.knowledge.clients import Belonging
from kingpost.knowledge.invoices import owed
from kingpost.knowledge.promises import reading as promised
from kingpost.knowledge.promises.reading import PromiseRow
from kingpost.knowledge.timelines import Line
from kingpost.knowledge.workload import Meeting, Work
from kingpost.web import wording

LINES = 50
AHEAD = timedelta(days=60)
PEOPLE_SHOWN, NEXT_SHOWN, AGREED_SHOWN, FLAGS_SHOWN = 8, 5, 6, 6
KEPT_SHOWN, PROMISES_READ, OWNERS_SHOWN = 3, 30, 4
TALKS = (
    "appointment", "qualif", "lead", "prospect", "opportunity", "discovery", "demosched", "productdemo", "presentation", "propos", "quote", "negotiat", "decisionmaker",
    "iddecision", "contractsent", "contactmade", "needs", "valueprop", "perception", "pitch", "tender",
)  # fmt: skip
"""What the stages of a deal nobody has said yes to begin with, in the pipelines CRMs come with."""
STANDING_KINDS = ("person", "project", "agreement", "invoice", "asked")


@dataclass(frozen=True)
class Around:
    """What belongs to a client, sorted into the places of the page."""

    people: list[Belonging]
    projects: list[Belonging]
    agreed: list[Belonging]
    invoices: list[Belonging]
    next: list[Work]
    delivered: list[Line]
    meetings: list[Meeting]
    # Nothing dates these: on an earlier day they are not shown.
    parts: list[Belonging] = field(
        default_factory=list
    )  # clients it is part of ("part of") or that are part of it ("has")
    asked: list[Belonging] = field(default_factory=list)  # approvals that wait, or whose places differ
    promises: list[PromiseRow] = field(default_factory=list)

    @property
    def promised(self) -> list[PromiseRow]:
        """What is still to come, of both sides, by due."""
        return [one for one in self.promises if one.state in promised.OPEN][:NEXT_SHOWN]

    @property
    def kept(self) -> list[PromiseRow]:
        """What was delivered last."""
        return [one for one in self.promises if one.state in promised.KEPT][:KEPT_SHOWN]

    @property
    def unpaid(self) -> str:
        """What they still owe us, by currency: "£48,000 and €1,200"; "" when nothing is open."""
        return unpaid(self.invoices)

    @property
    def numbers(self) -> list[int]:
        """Everything here whose values may be in question."""
        belongings = (*self.people, *self.projects, *self.agreed, *self.invoices, *self.asked)
        return [*(one.id for one in belongings), *(one.id for one in self.meetings), *(one.id for one in self.next)]

    @property
    def owners(self) -> list[tuple[int, str]]:
        """Who of us owns what is open for them, by name: (person, name)."""
        held = {(one.owner_id, one.owner) for one in self.next if one.owner_id}
        held |= {(one.owner_id, one.owner) for one in self.projects if one.owner_id}
        return sorted(((number, name) for number, name in held if number), key=lambda one: one[1])[:OWNERS_SHOWN]

    @property
    def meeting(self) -> Meeting | None:
        return self.meetings[0] if self.meetings else None


def lost(agreement: Belonging) -> bool:
    """A deal that was not won: nothing was agreed."""
    return "lost" in str(agreement.values.get("stage") or agreement.values.get("status") or "").casefold()


def in_talks(agreement: Belonging) -> bool:
    """A deal on its way to a yes, as far as its stage says in the words of common pipelines. Other words may mean that it runs."""
    stage = str(agreement.values.get("stage") or "")
    return values.state(stage) == "open" and re.sub(r"[^a-z]", "", stage.casefold()).startswith(TALKS)


def agreed(agreements: Iterable[Belonging]) -> list[Belonging]:
    """What was agreed, the latest first: there may be more than the page has room for, and what runs now is asked about. Behind it what is in talks."""
    held = [one for one in agreements if not lost(one)]
    return sorted(held, key=lambda one: (in_talks(one), -(one.at.timestamp() if one.at else 0)))[:AGREED_SHOWN]


def last_heard(lines: Sequence[Line]) -> dict[int, datetime]:
    """When each person last did something, as far as the lines on the page tell."""
    heard: dict[int, datetime] = {}
    for line in lines:
        if line.actor_id is not None:
            heard.setdefault(line.actor_id, line.at)
    return heard


def unpaid(invoices: Sequence[Belonging]) -> str:
    """The open amounts added up, less what credit notes give back, each currency for itself; only where something is left."""
    sums: dict[str, Decimal] = {}
    for one in invoices:
        amount = owed(one.values)
        if amount is None:
            continue  # an amount that is no number is shown with its invoice, and cannot be added
        currency = str(one.values.get("currency", ""))
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return wording.listed([wording.money(amount, currency) for currency, amount in sorted(sums.items()) if amount > 0])


def open_sum(invoice: Mapping[str, Any]) -> str:
    """What one invoice asks for, as it is shown: "£48,000", "−£500" for a credit note. A sum nobody can read is shown as it is written."""
    amount = owed(invoice)
    said = amount if amount is not None else invoice.get("amount_due") or invoice.get("amount")
    return wording.money(said, str(invoice.get("currency", "")))


def moment(text: str) -> datetime | None:
    """The moment an address carries; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
