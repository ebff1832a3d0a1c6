"""What names no project: mails, meetings and papers that belong to one all the same, others by the same people that belong to none, and two of a kind."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kingpost.example import documents
from kingpost.example.company import Client, Person
from kingpost.example.days import add_hours, busy, local, moment, shift, snap, working_hour
from kingpost.example.letters import CLIENTS, PROJECTS, About, compose, reply_subject, send
from kingpost.example.months_desk import present
from kingpost.example.months_letters import VAGUE
from kingpost.example.months_meetings import uid
from kingpost.example.months_projects import deal_for
from kingpost.example.words import Deck, sections
from kingpost.example.world import Document, Mail, Meeting, Project, Task, World

TWINS = 6
STORY = ("aldgate-freight", "pell-and-sons", "brightwater-dental", "orchard-schools-trust", "hawthorn-legal")


class Loose:
    """Writes them with generators of its own, so that nothing else shifts."""

    def __init__(self, world: World) -> None:
        self.world, self.rng, self.words = world, world.generator("loose"), sections("loose.txt")
        self.deck = Deck(self.rng)

    def run(self) -> None:
        """All of it."""
        before = list(self.world.projects)
        for project in before:
            if (span := self._span(project)) > 12:
                for _ in range(self.rng.choice((0, 1, 1, 2))):
                    self._about(project, self._day(project, span))
                if self.rng.random() < 0.5:
                    self._general(project, self._day(project, span))
                if self.rng.random() < 0.25:
                    self._meeting(project, self._day(project, span))
                if self.rng.random() < 0.2:
                    self._paper(project, self._day(project, span))
        self._twins(before)

    def _span(self, project: Project) -> int:
        return (min(project.end or project.due, shift(self.world.days.base, -6)) - project.start).days - 4

    def _day(self, project: Project, span: int) -> date:
        return snap(project.start + timedelta(days=2 + self.rng.randrange(span)), -1)

    def _about(self, project: Project, day: date) -> None:
        """A client's question in its own words; sometimes somebody answers with fewer still, and lately always: nobody is left waiting."""
        if not (lines := self.words.get(project.kind)) or busy(day) < 0.2:
            return
        at = moment(day, working_hour(self.rng))
        contact = self._contact(project.client, at)
        if contact is None:
            return
        ours = project.manager if self.rng.random() < 0.7 else project.engineer
        text = [self.deck.draw(self.words["first"]), self._filled(project, self.deck.draw(lines))]
        first = self._send(at, contact, ours, self.rng.choice(VAGUE), text, project.client, project)
        if self.rng.random() < 0.5 or self._lately(day):
            self._send(
                add_hours(at, 2.5),
                ours,
                contact,
                reply_subject(first.subject),
                [self.deck.talk("thanksmail")],
                project.client,
                project,
                parent=first,
            )

    def _general(self, project: Project, day: date) -> None:
        """The same people about something else."""
        at = moment(day, working_hour(self.rng))
        if (contact := self._contact(project.client, at)) and busy(day) >= 0.2:
            self._send(
                at,
                project.manager,
                contact,
                self.rng.choice(VAGUE),
                [self.deck.draw(self.words["general"])],
                project.client,
                None,
            )

    def _meeting(self, project: Project, day: date) -> None:
        at = moment(day, self.rng.choice((9.5, 11, 14, 15.5)))
        if (contact := self._contact(project.client, at)) is None or busy(day) < 0.2:
            return
        task = min(project.tasks, key=lambda one: (abs((one.due - day).days), one.key))
        name = self.deck.draw(self.words["meeting"]).replace("{name}", project.name).replace("{task}", task.name)
        self.world.meetings.append(Meeting(uid(self.rng), "projects", name, at, 45, project.manager, [project.manager, project.engineer, contact], client=project.client,
                                           project=project, place="Online"))  # fmt: skip

    def _paper(self, project: Project, day: date) -> None:
        """Notes on the drive that name the work and no code."""
        made, task = moment(day, 16.4), min(project.tasks, key=lambda one: (abs((one.due - day).days), one.key))
        lines = [
            f"{task.name}",
            f"{local(made):%d.%m.%Y}, {project.engineer.name}",
            "",
            *(self._filled(project, line) for line in self.words.get(project.kind, [])[:1]),
        ]
        document = Document(
            f"{task.name.replace('/', ' ')} notes.txt",
            documents.TEXT,
            "\n".join([*lines, ""]).encode(),
            made,
            project.engineer,
            project.client,
            project,
        )
        document.shared, document.folder = True, project.client.name
        self.world.documents.append(document)

    def _twins(self, before: list[Project]) -> None:
        """Two projects of a kind for one client at the same time, told apart by their people; and mails to both that nobody could place."""
        running = [
            p
            for p in before
            if self._span(p) > 30 and len(p.client.people) > 2 and p.deal and p.client.key not in STORY
        ]
        for number, project in enumerate(self.rng.sample(running, k=min(TWINS, len(running)))):
            twin = self._twin(project, number)
            span = min(self._span(project), self._span(twin))
            for one in (project, twin):
                for _ in range(2):
                    task = self.rng.choice(one.tasks)
                    lines = [f"“{task.name}” is on our side done."]
                    if one is twin:
                        lines.append(self._filled(one, self.deck.draw(self.words["twin"])))
                    self._said(one, self._day(one, max(span, 5)), lines, one)
            task = self.rng.choice(project.tasks)
            self._said(
                project, self._day(project, max(span, 5)), [f"How is “{task.name}” coming along?"], None, also=twin
            )

    def _twin(self, project: Project, number: int) -> Project:
        crew = [
            p
            for p in self.world.company.team("Projects")
            if p not in (project.manager, project.engineer) and p.name not in ("Ines Duarte",)
        ]
        manager, engineer = self.rng.sample(crew, k=2)
        code = f"{project.client.name[0].upper()}{'QXZVYJ'[number]}{project.code[-1]}"
        twin = Project(
            code,
            f"{project.name}, second site",
            project.kind,
            project.client,
            manager,
            engineer,
            snap(project.start + timedelta(days=3)),
            project.due,
            project.budget,
        )
        twin.status, twin.end = project.status, project.end
        for task in project.tasks:
            key = f"{code}-{task.key.partition('-')[2]}"
            owner = engineer if task.owner is project.engineer else manager
            twin.tasks.append(
                Task(
                    key,
                    task.name,
                    task.client,
                    twin,
                    owner,
                    max(task.start, twin.start),
                    max(task.due, twin.start),
                    task.status,
                    task.done,
                    task.milestone,
                )
            )
        twin.deal = deal_for(self.world, self.rng, twin, f"{project.client.name} - second site")
        self.world.projects.append(twin)
        return twin

    def _said(
        self, project: Project, day: date, lines: list[str], truth: Project | None, also: Project | None = None
    ) -> None:
        at = moment(day, working_hour(self.rng))
        if contact := self._contact(project.client, at):
            writer, readers = (contact, [project.manager, also.manager]) if also else (project.engineer, [contact])
            text = compose(self.rng, writer, readers[0].first, at, lines)
            asked = send(
                self.world,
                self.rng,
                at,
                writer,
                [*readers],
                self.rng.choice(VAGUE),
                text,
                About(project.client, truth),
                cc=[PROJECTS],
            )
            if also and self._lately(day):
                thanks = [self.deck.talk("thanksmail")]
                self._send(
                    add_hours(at, 2.5),
                    project.manager,
                    contact,
                    reply_subject(asked.subject),
                    thanks,
                    project.client,
                    None,
                    parent=asked,
                )

    def _lately(self, day: date) -> bool:
        """So late that a question left open would still be waiting."""
        return day > shift(self.world.days.base, -45)

    def _filled(self, project: Project, line: str) -> str:
        return self.world.slots(self.rng, project.client).fill(line)

    def _contact(self, client: Client, at: datetime) -> Person | None:
        people = [p for p in present(client, at) if not p.role_box]
        return self.rng.choice(people[:3]) if people else None

    def _send(
        self,
        at: datetime,
        writer: Person,
        reader: Person,
        subject: str,
        lines: list[str],
        client: Client,
        project: Project | None,
        parent: Mail | None = None,
    ) -> Mail:
        text = compose(self.rng, writer, reader.first, at, lines)
        return send(
            self.world,
            self.rng,
            at,
            writer,
            [reader],
            subject,
            text,
            About(client, project),
            cc=[PROJECTS if project else CLIENTS],
            parent=parent,
        )
