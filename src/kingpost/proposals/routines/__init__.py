"""The routines. A file here is one: ``TITLE`` and ``ABOUT`` for people, ``suggest(about)`` for what it proposes. Nothing else to register."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.models import Flag
from kingpost.proposals.capacity import Capacity
from kingpost.proposals.cases import Cases
from kingpost.proposals.planned import Planned


@dataclass(frozen=True)
class Grant:
    """Writing is switched on for one kind in one system that the flag's whole audience may see."""

    system: int
    system_title: str
    kind: str
    place: str


@dataclass(frozen=True)
class Held:
    """One record of the thing a flag is about, that its audience may see."""

    record: int
    system: int
    system_title: str
    kind: str
    remote_id: str


@dataclass(frozen=True)
class About:
    """What a routine is given: the flag, what it is about as the flag's audience may know it, and where something may be written."""

    flag: Flag
    title: str
    fields: dict[str, Any]
    records: Sequence[Held]
    owner: int | None
    owner_name: str
    contact: str
    grants: Sequence[Grant]
    now: datetime
    hours: WorkingHours


@dataclass
class Draft:
    """What a routine proposes. ``good_until`` is when a moment or a day in it is past."""

    say: str
    detail: str
    changes: list[Planned]
    cases: Cases | None = None
    capacity: list[Capacity] = field(default_factory=list)
    good_until: datetime | None = None


@dataclass(frozen=True)
class Routine:
    """A routine as the stage and the docs see it."""

    name: str
    title: str
    about: str
    suggest: Callable[[About], Draft | None]


@cache
def routines() -> tuple[Routine, ...]:
    """Every routine, by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return tuple(Routine(m.__name__.rpartition(".")[2], m.TITLE, m.ABOUT, m.suggest) for m in modules)
