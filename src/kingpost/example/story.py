"""The last day: its dates, and what the tellers of its parts have in common."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from kingpost.example.company import Client, Person
from kingpost.example.days import Days, is_working, moment, snap
from kingpost.example.letters import CLIENTS, PROJECTS, About, Reader, compose, send
from kingpost.example.months_meetings import uid
from kingpost.example.world import Deal, Document, Mail, Meeting, Project, Promise, Task, Ticket, World

Row = tuple[int, str, bool, Person | None, date, bool]
"""A task of a story project: number, name, milestone, owner, due, done."""


@dataclass(slots=True)
class Story:
    """The dates and things of the last day that other parts, the truth above all, refer to."""

    go_live: date
    go_live_tracker: date
    pell_told: date
    pell_crm: date
    things: dict[str, Any] = field(default_factory=dict)


def dates(days: Days) -> Story:
    """A Friday at least two days off and the Monday behind it; a Saturday at least three days off and the one two weeks later."""
    today = days.today
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    friday = friday if (friday - today).days >= 2 else friday + timedelta(days=7)
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    saturday = saturday if (saturday - today).days >= 3 else saturday + timedelta(days=7)
    go_live = snap(friday, -1)
    return Story(go_live, snap(friday + timedelta(days=3)), saturday, saturday + timedelta(days=14))


def last_mail_at(days: Days) -> datetime:
    """06:58 today; when now is earlier than ten past seven, 44 minutes ago."""
    usual = moment(days.today, 6 + 58 / 60)
    return usual if days.now >= usual + timedelta(minutes=12) else days.now - timedelta(minutes=44)


class Teller(ABC):
    """Tells one part of the day: knows the cast and adds letters, meetings and projects to the world."""

    area = ""

    def __init__(self, world: World, story: Story) -> None:
        self.world, self.story, self.days = world, story, world.days
        self.rng: random.Random = world.generator(self.area)
        who = world.company.who
        self.priya, self.noor, self.callum = who("Priya Raman"), who("Noor Haddad"), who("Callum Reid")
        self.ines, self.dana, self.ravi = who("Ines Duarte"), who("Dana Whitfield"), who("Ravi Patel")

    def mail(
        self, at: datetime, writer: Person, to: Reader, subject: str, lines: list[str], client: Client, project: Project | None = None,
        *, parent: Mail | None = None, cc: list[Reader] | None = None, ticket: Ticket | None = None,
        attachments: list[Document] | None = None,
    ) -> Mail:  # fmt: skip
        """A letter; the shared mailbox of projects or of client services is in copy unless ``cc`` says otherwise."""
        text = compose(self.rng, writer, to.first if isinstance(to, Person) else "all", at, lines)
        about = About(client, project, ticket, attachments=attachments or [])
        copies: list[Reader] = cc if cc is not None else [PROJECTS if project else CLIENTS]
        return send(self.world, self.rng, at, writer, [to], subject, text, about, cc=copies, parent=parent)

    def meeting(
        self, calendar: str, name: str, start: datetime, minutes: int, people: list[Person], client: Client | None = None,
        project: Project | None = None, *, notes: str = "", place: str = "", days: int = 0, host: Person | None = None,
    ) -> Meeting:  # fmt: skip
        """A calendar entry; the first of ``people`` invites unless there is another ``host``."""
        entry = Meeting(
            uid(self.rng),
            calendar,
            name,
            start,
            minutes,
            host or people[0],
            people,
            notes=notes,
            place=place,
            days=days,
        )
        entry.client, entry.project = client, project
        self.world.meetings.append(entry)
        return entry

    def project(
        self, code: str, name: str, kind: str, client: Client, manager: Person, engineer: Person, *, weeks: int, due: date, net: int, deal: str, po: str,
        rows: list[Row],
    ) -> Project:  # fmt: skip
        """A project with its won deal and the given tasks."""
        start = snap(self.days.base - timedelta(weeks=weeks))
        project = Project(code, name, kind, client, manager, engineer, start, due, net)
        project.deal = Deal(
            str(21840090200 + len(self.world.deals) * 19), f"{client.name} - {deal}", client, client.account_manager, "Closed Won", net,
            start - timedelta(days=50), snap(start - timedelta(days=8)), delivery=due, po=po, contact=client.people[0],
        )  # fmt: skip
        self.world.deals.append(project.deal)
        for number, label, milestone, owner, day, done in rows:
            task = Task(
                f"{code}-{number}",
                label,
                client,
                project,
                owner,
                snap(day - timedelta(days=7), -1),
                day,
                milestone=milestone,
            )
            task.hours = 0 if milestone else 6
            task.status, task.done = ("Done", day) if done else ("Open", None)
            project.tasks.append(task)
        self.world.projects.append(project)
        return project

    @abstractmethod
    def tell(self) -> None:
        """Add this part of the story to the world."""

    def promises(self, *made: Promise) -> None:
        """Enter them in the truth."""
        self.world.promises.extend(made)

    def weekend_note(self, text: str) -> str:
        """Why a meeting of the day takes place at a weekend; nothing on a working day."""
        return "" if is_working(self.days.today) else text
