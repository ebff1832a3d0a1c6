"""Load the example company: write its files, connect each folder as a system, read them, settle the stages.

The same code as for real systems: ``connect``, ``sync``, the stages. Only the people who sign in and the date Kingpost "was started"
(two weeks ago, so that old debts stand under "Before we started") are set here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kingpost import flow
from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE, Audience, Role, Team, User
from kingpost.evidence.connect import allow_writing, connect
from kingpost.evidence.models import System
from kingpost.evidence.sync import sync
from kingpost.example.beside import Beside
from kingpost.example.build import SEED, Example, ExampleSystem, build
from kingpost.knowledge import business, guessing
from kingpost.toolbox import clock

Tell = Callable[[str, float], None]

STARTED_AGO = timedelta(days=14)
COMPANY = "Harrow Lane Services"
ADMIN, VIEWER = "priya.raman@harrowlane.example", "gareth.lowe@harrowlane.example"
READ_FIRST = ("hr", "crm", "desk", "tracker", "finance", "drive", "calendar")  # who we are before who wrote to whom


def load(folder: Path, tell: Tell, beside: Beside, seed: int = SEED) -> str:
    """Write and load the example below ``folder``. ``tell`` gets a few words and the share done. Returns who signs in.

    The stages run in the process ``beside`` while this one reads, and in both when all is read.
    """
    tell("Writing its files", 0.0)
    example = build(folder, clock.now(), seed)
    people = _people(example)
    business.correct("name", COMPANY, people[ADMIN])
    connected = [connect_one(system, people) for system in _in_order(example)]
    _read(connected, tell, beside)
    tell("Working out the picture", 0.8)
    guessing.guess()
    beside.finish()
    tell("Ready", 1.0)
    return ADMIN


def _in_order(example: Example) -> list[ExampleSystem]:
    place = {key: number for number, key in enumerate(READ_FIRST)}
    return sorted(example.systems, key=lambda system: place.get(system.key, len(place)))


def _people(example: Example) -> dict[str, User]:
    """Everyone of the staff can sign in; the director administers, the managing director looks on. Teams are the departments."""
    users: dict[str, User] = {}
    teams: dict[str, list[User]] = {}
    for person in example.world.company.staff:
        role = Role.ADMIN if person.email == ADMIN else Role.VIEWER if person.email == VIEWER else Role.MEMBER
        users[person.email] = User.objects.invite(person.email, person.name, role)
        teams.setdefault(person.team, []).append(users[person.email])
    for name, members in teams.items():
        Team.objects.create(name=name).members.set([*members, users[ADMIN]] if name != "Directors" else members)
    audiences.refresh()
    return users


def connect_one(system: ExampleSystem, people: dict[str, User]) -> System:
    """Connect one of its systems, with writing on for what it may write. ``people`` by address: who may see it, and the director, who grants."""
    now = clock.now()
    made = connect(
        system.connector, system.key, system.title, {"folder": str(system.folder), **system.settings}, audience=_audience(system, people),
        person=people.get(system.audience[0]), started_at=now - STARTED_AGO, every_seconds=15,
    )  # fmt: skip
    for kind in sorted(system.writes):
        allow_writing(
            made,
            kind,
            people[ADMIN],
            account="Kingpost",
            place=system.settings.get("tasks" if kind == "task" else "calendar", ""),
        )
    return made


def _audience(system: ExampleSystem, people: dict[str, User]) -> Audience:
    if system.audience == ("everyone",):
        return Audience.objects.get(pk=EVERYONE)
    if len(system.audience) == 1 and system.audience[0] in people:
        return audiences.private(people[system.audience[0]])
    names = [name.removeprefix("team:") for name in system.audience if name.startswith("team:")]
    return audiences.of(" and ".join(names), teams=list(Team.objects.filter(name__in=names)))


def _read(systems: list[System], tell: Tell, beside: Beside) -> None:
    """Read the systems one after the other while the stages work off what has come in. The first says who we are: it is worked off whole,
    because what is worked out without knowing that is worked out again."""
    for number, system in enumerate(systems):
        tell(f"Reading {system.title}", 0.15 + 0.65 * number / len(systems))
        run = sync(system)
        if run.error:
            raise RuntimeError(f"{system.title} could not be read: {run.error}")
        if number == 0:
            flow.settle()
            guessing.guess()
            beside.begin()
