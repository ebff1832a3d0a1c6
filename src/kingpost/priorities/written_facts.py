"""What is unlike all that came before it, as strange.py finds it among notices and strangers' letters and unheard.py among what people write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from kingpost.priorities.novelty import Novelty


@dataclass(frozen=True)
class Strange:
    """A mail no client and none of us wrote, as one audience may know it.

    ``seen``: its kind is known; of a letter: the same address wrote before. ``usual``: its kind is. ``total`` and ``distinct`` are the sender's mails before it
    and their shapes, the latest ``MOST`` of them. ``lead`` is the entity of the first mail it belongs together with. ``over``: its sender
    says that it is, or this is what says so. ``ongoing``: it is one that its sender will say that of, as of others.
    """

    entity: int
    audience: int
    record: int
    title: str
    snippet: str
    sender: str
    automatic: bool
    at: datetime
    seen: bool
    usual: bool
    total: int
    distinct: int
    lead: int
    client: int
    over: bool
    ongoing: bool
    started_at: datetime


class Late(NamedTuple):
    """A mail of the last days, or words on a ticket (``number`` is not 0), that nobody answered. ``entity`` is its thread or ticket."""

    entity: int
    audience: int
    record: int
    number: int
    writer: str
    title: str
    text: str
    at: datetime
    reply: bool
    parts: bytes
    client: int
    started_at: datetime

    @property
    def said(self) -> str:
        """What its writer wrote: the title of a reply is not theirs."""
        return self.text if self.reply else f"{self.title}. {self.text}"


@dataclass(frozen=True)
class Unheard:
    """One that is for a great part new, as one audience may know it. ``client_name`` is "" where it names none; ``about``: it names a piece of work."""

    late: Late
    novelty: Novelty
    client: int = 0
    client_name: str = ""
    about: bool = False

    @property
    def names(self) -> bool:
        """It is of a client, or names one, or a piece of work."""
        return self.late.writer == "client" or bool(self.client_name) or self.about
