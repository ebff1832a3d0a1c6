"""Writes the example company into a folder: one subfolder per system, in that system's own export format, and truth.json beside them.

The same ``now`` and ``seed`` give the same bytes. See ``days.py`` for how the last day is placed.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kingpost.example.company import DOMAIN, build_company
from kingpost.example.days import Days
from kingpost.example.months import after_the_story, before_the_story
from kingpost.example.story import Story, dates
from kingpost.example.story_aldgate import Aldgate
from kingpost.example.story_cases import cases
from kingpost.example.story_clients import Brightwater, Pell
from kingpost.example.story_night import Night
from kingpost.example.story_seams import seams
from kingpost.example.story_work import Orchard, Smaller
from kingpost.example.story_yeses import Yeses
from kingpost.example.truth import Truth, write_truth
from kingpost.example.world import Mail, World
from kingpost.example.write_calendar import write_calendars
from kingpost.example.write_desk import write_desk
from kingpost.example.write_drive import write_drive
from kingpost.example.write_finance import write_ubl
from kingpost.example.write_mail import PERSONAL, write_mail
from kingpost.example.write_tables import write_crm, write_hr, write_xero
from kingpost.example.write_tracker import write_tracker

EVERYONE = "everyone"
SEED = 7  # of the company everybody knows


@dataclass(frozen=True, slots=True)
class ExampleSystem:
    """One folder to connect with the ``files`` connector.

    ``audience`` holds "everyone", "team:<name>" or e-mail addresses of single people. ``settings`` are the connector's,
    the folder aside; ``writes`` the canonical kinds the example may switch writing on for.
    """

    key: str
    title: str
    folder: Path
    audience: tuple[str, ...] = (EVERYONE,)
    settings: dict[str, str] = field(default_factory=dict)
    writes: frozenset[str] = frozenset()
    connector: str = "files"


@dataclass(frozen=True, slots=True)
class Example:
    """What was written: the systems, the truth, how many of each thing, and the world it was written from."""

    folder: Path
    now: datetime
    seed: int
    systems: tuple[ExampleSystem, ...]
    truth: Path
    counts: dict[str, int]
    world: World
    story: Story


def systems(folder: Path) -> tuple[ExampleSystem, ...]:
    """The systems of the example as they lie below ``folder``."""
    zone = {"zone": "Europe/London"}
    rows = [
        ExampleSystem(
            "mail",
            "Mail, shared mailboxes",
            folder / "mail" / "shared",
            settings=zone,
            writes=frozenset({"message"}),
        ),
        ExampleSystem(
            "mail-priya", "Mail, Priya Raman", folder / "mail" / "priya.raman", (f"priya.raman@{DOMAIN}",), zone
        ),
        ExampleSystem(
            "mail-noor", "Mail, Noor Haddad", folder / "mail" / "noor.haddad", (f"noor.haddad@{DOMAIN}",), zone
        ),
        ExampleSystem(
            "calendar",
            "Calendar",
            folder / "calendar",
            settings=zone | {"calendar": "kingpost"},
            writes=frozenset({"meeting"}),
        ),
        ExampleSystem("crm", "CRM (HubSpot export)", folder / "crm", settings=zone),
        ExampleSystem("desk", "Service desk (Zendesk export)", folder / "desk", settings=zone),
        ExampleSystem(
            "tracker",
            "Tracker workbook and action list",
            folder / "tracker",
            settings=zone | {"tasks": "actions.csv"},
            writes=frozenset({"task"}),
        ),
        ExampleSystem(
            "finance",
            "Invoices (Xero export and UBL)",
            folder / "finance",
            ("team:Directors", "team:Finance", "team:Account Management"),
            zone,
        ),
        ExampleSystem("hr", "HR list", folder / "hr", ("team:Directors", "team:People"), zone),
        ExampleSystem("drive", "Shared drive", folder / "drive", settings=zone),
    ]
    return tuple(rows)


def imagine(now: datetime, seed: int = SEED) -> tuple[World, Story]:
    """The whole world, not yet written down."""
    days = Days(now)
    world = World(days, build_company(days, seed), seed)
    story = dates(days)
    before_the_story(world)
    for teller in (Pell, Brightwater, Orchard, Smaller, Aldgate):
        teller(world, story).tell()
    cases(world, story)
    seams(world)
    Yeses(world).run()
    Night(world, story).tell()
    after_the_story(world)
    return world, story


def build(folder: Path, now: datetime, seed: int = SEED) -> Example:
    """Writes the example below ``folder`` (emptied first if it holds an earlier example). ValueError for a ``now`` without a zone
    or a folder that holds something else."""
    truth = folder / "truth.json"
    if folder.exists() and any(folder.iterdir()):
        if not truth.exists():
            raise ValueError(f"{folder} is not empty and holds no example. Choose another folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    world, story = imagine(now, seed)
    found = systems(folder)
    at = {system.key: system.folder for system in found}
    personal = {name: at[f"mail-{name.partition('.')[0]}"] for name in PERSONAL}
    boxes = write_mail(world, at["mail"], personal)
    held: dict[str, list[Mail]] = defaultdict(list)
    for name, mails in boxes.items():
        held[f"mail-{name.partition('.')[0]}" if name in personal else "mail"] += mails
    write_calendars(world, at["calendar"])
    write_crm(world, at["crm"])
    write_desk(world, at["desk"])
    write_tracker(world, at["tracker"])
    write_xero(world, at["finance"])
    write_ubl(world, at["finance"] / "e-invoices")
    write_hr(world, at["hr"])
    drive = write_drive(world, at["drive"])
    write_truth(Truth(world, story, held, drive).whole(), truth)
    return Example(folder, world.days.now, seed, found, truth, _counts(world, held), world, story)


def _counts(world: World, held: dict[str, list[Mail]]) -> dict[str, int]:
    """Objects by kind; a message in several mailboxes counts once."""
    return {
        "messages": len({mail.id for mails in held.values() for mail in mails}), "tickets": len(world.tickets),
        "comments": sum(1 for ticket in world.tickets for said in ticket.said if said.body), "meetings": len(world.meetings),
        "clients": len(world.company.clients), "prospects": len(world.company.prospects), "contacts": sum(len(c.people) for c in world.company.clients),
        "staff": len(world.company.staff), "deals": len(world.deals), "projects": len(world.projects),
        "tasks": sum(len(p.tasks) for p in world.projects) + len(world.loose_tasks), "actions": len(world.actions), "approvals": len(world.approvals),
        "invoices": len(world.invoices), "documents": sum(1 for d in world.documents if d.shared), "promises": len(world.promises),
    }  # fmt: skip
