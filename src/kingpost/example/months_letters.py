"""Letters with clients outside the desk: about projects, the monthly figures, and everything else people ask their supplier."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kingpost.example import documents
from kingpost.example.company import Client, Person
from kingpost.example.days import add_hours, busy, is_working, local, moment, shift, snap, working_hour
from kingpost.example.letters import CLIENTS, PROJECTS, About, compose, reply_subject, send
from kingpost.example.months_desk import present
from kingpost.example.promising import Promising
from kingpost.example.words import Deck, labelled, sections
from kingpost.example.world import Document, Mail, Project, Promise, Task, World

VAGUE = (
    "Quick question", "Next week", "Short update", "Friday", "Before I forget", "Two points", "Where we are", "Our call", "One more thing",
    "For your information", "Question from the team", "As discussed", "Small change", "Keys and access", "Please have a look", "News",
)  # fmt: skip


class Letters:
    """Writes the ordinary correspondence."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.generator("letters")
        self.deck = Deck(self.rng)
        self.promising = Promising(world, self.rng)
        self.kinds = {heading[0]: words for heading, words in labelled("projects.txt")}

    def run(self) -> None:
        """All of it."""
        for project in self.world.projects:
            self.project(project)
        for client in self.world.company.clients:
            self.relation(client)

    # projects -------------------------------------------------------------------------------------------------------

    def project(self, project: Project, count: int = 0) -> None:
        """Threads about one project while it runs."""
        rng, days = self.rng, self.world.days
        last = min(project.end or project.due, shift(days.base, -2))
        span = (last - project.start).days
        for _ in range(count or rng.randint(3, 7)):
            if span < 3:
                return
            day = snap(project.start + timedelta(days=rng.randrange(span)))
            if day >= days.base or busy(day) < 0.2:
                continue
            self._project_thread(project, moment(day, working_hour(rng)))

    def _subject(self, project: Project, day: date) -> str:
        rng = self.rng
        task = self._task(project, day)
        match rng.randrange(6):
            case 0 | 1:
                return f"[{task.key}] {task.name}"
            case 2:
                return f"{project.name}: {rng.choice(('status', 'next steps', 'questions', 'this week'))}"
            case 3:
                return task.name
        return rng.choice(VAGUE)

    def _task(self, project: Project, day: date) -> Task:
        return min(project.tasks, key=lambda task: (abs((task.due - day).days), task.key))

    def _sentences(self, project: Project, writer: Person, day: date) -> list[str]:
        """What somebody has to say about the project that day: where a task stands, and one or two remarks."""
        rng, slots = self.rng, self.world.slots(self.rng, project.client)
        words = self.kinds.get(project.kind, {})
        side = "ours" if writer.client is None else "theirs"
        lines = [slots.fill(self.deck.draw(words[side]))] if words else []
        task = self._task(project, day)
        if writer.client is None:
            state = (
                "is done" if task.done and task.done <= day else "is under way" if task.start <= day else "comes next"
            )
            quoted = rng.choice(
                (f"“{task.name}” {state}", f"{task.name} ({task.key}) {state}", f"on the list, “{task.name}” {state}")
            )
            tail = f", {task.owner.name.split()[0]} has it." if task.owner and state != "is done" else ", no surprises."
            lines.append(quoted[:1].upper() + quoted[1:] + rng.choice((".", tail)))
        elif rng.random() < 0.4:
            lines.append(
                rng.choice(
                    (
                        f"How far is “{task.name}”?",
                        f"Is there anything you need from us for “{task.name}”?",
                        "What comes after that?",
                    )
                )
            )
        if rng.random() < 0.4:
            lines.insert(0, slots.fill(self.deck.talk("opener")))
        return lines

    def _project_thread(self, project: Project, at: datetime) -> None:
        rng, client = self.rng, project.client
        people = [p for p in present(client, at) if not p.role_box]
        contact = rng.choice(people[:3])
        ours = project.manager if rng.random() < 0.75 else project.engineer
        day, ours_first = local(at).date(), rng.random() < 0.55
        subject, parent = self._subject(project, day), None
        promise: Promise | None = None
        writer = ours
        for turn in range(rng.choices((1, 2, 3, 4), (22, 40, 26, 12))[0]):
            writer, reader = (ours, contact) if ours_first == (turn % 2 == 0) else (contact, ours)
            if not self.world.days.past(at) or (writer is contact and not self._answered(at)):
                return
            lines, made = self._sentences(project, writer, local(at).date()), None
            if promise is None and rng.random() < 0.28:
                made, delivery = self.promising.make(at, writer, reader, client, project)
                if made.due and made.due < shift(self.world.days.base, -4):
                    lines.append(made.words)
                    promise = made
                else:
                    made = None
            elif rng.random() < 0.12:
                lines.append(self.promising.decoy(at))
            parent = self._post(project, at, writer, reader, subject, lines, parent)
            if made:
                self.promising.note(made, parent)
                self._deliver(made, delivery, parent, writer, reader)
            at = add_hours(at, rng.uniform(0.5, 9))
        if writer is contact and parent:  # a question of theirs is not left hanging
            lines = [
                self.world.slots(rng, client).fill(self.deck.talk("answer")),
                *self._sentences(project, ours, local(at).date())[-1:],
            ]
            self._post(project, at, ours, contact, subject, lines, parent)

    def _answered(self, at: datetime) -> bool:
        """Whether an answer to a client's mail of that moment would lie before now."""
        return at < self.world.days.now - timedelta(days=4)

    def _post(
        self,
        project: Project,
        at: datetime,
        writer: Person,
        reader: Person,
        subject: str,
        lines: list[str],
        parent: Mail | None,
    ) -> Mail:
        text = compose(self.rng, writer, reader.first, at, lines)
        about = About(project.client, project)
        title = reply_subject(parent.subject) if parent else subject
        return send(self.world, self.rng, at, writer, [reader], title, text, about, cc=[PROJECTS], parent=parent)

    def _deliver(self, promise: Promise, words: str, mail: Mail, writer: Person, reader: Person) -> None:
        """What became of a promise: kept with a mail that says so, moved and then kept, or broken."""
        rng, days = self.rng, self.world.days
        assert promise.due is not None
        roll = rng.random()
        if roll < 0.09:
            promise.state = "broken"
            return
        due, parent = promise.due, mail
        if roll < 0.2 and promise.due < shift(days.base, -9):
            later = shift(due, rng.randint(2, 4))
            at = moment(due, rng.uniform(9.2, 15))
            line = writer.voice.dress(f"We have to move {promise.thing}: not {long_day(due)}, but {long_day(later)}.")
            parent = self._follow(promise, at, writer, reader, parent, [line])
            promise.state = "changed"
            promise = Promise(
                promise.by,
                promise.to,
                promise.client,
                promise.thing,
                later,
                line,
                parent,
                "open",
                project=promise.project,
                ours=promise.ours,
            )
            self.world.promises.append(promise)
            due = later
        day = max(shift(due, rng.choice((-1, 0, 0, 0))), snap(local(parent.at).date() + timedelta(days=1)))
        promise.delivered = self._follow(promise, moment(day, rng.uniform(9.5, 16.8)), writer, reader, parent, [words])
        promise.state = "confirmed" if promise.thanked else "delivered"

    def _follow(
        self, promise: Promise, at: datetime, writer: Person, reader: Person, parent: Mail, lines: list[str]
    ) -> Mail:
        if self.rng.random() < 0.5:
            lines = [*lines, self.world.slots(self.rng, promise.client).fill(self.deck.talk("thanks"))]
        attachments = [self.paper(promise, at, writer)] if "attached" in lines[0] or "Here is" in lines[0] else []
        sent = self._reply(promise, at, writer, reader, parent, lines, attachments)
        if writer.client is not None and self.rng.random() < 0.85:
            thanks = [self.deck.talk("thanksmail")]
            promise.thanked = self._reply(promise, add_hours(at, 1.3), reader, writer, sent, thanks, [])
        return sent

    def _reply(
        self,
        promise: Promise,
        at: datetime,
        writer: Person,
        reader: Person,
        parent: Mail,
        lines: list[str],
        attachments: list[Document],
    ) -> Mail:
        text = compose(self.rng, writer, reader.first, at, lines)
        about = About(promise.client, promise.project, attachments=attachments)
        subject = reply_subject(parent.subject)
        return send(self.world, self.rng, at, writer, [reader], subject, text, about, cc=[PROJECTS], parent=parent)

    def paper(self, promise: Promise, at: datetime, writer: Person) -> Document:
        """The document a promise was about."""
        made = at - timedelta(minutes=12)
        name, client = promise.thing.removeprefix("price for "), promise.client
        lines = [f"For {client.name}, {local(at):%d %B %Y}", f"Prepared by {writer.name}", *self._lines(client, 5)]
        title = name[:1].upper() + name[1:]
        if self.rng.random() < 0.5:
            document = Document(
                f"{title}.docx", documents.DOCX, documents.docx(title, lines, writer.name, made), made, writer, client
            )
        else:
            document = Document(f"{title}.pdf", documents.PDF, documents.pdf(title, lines), made, writer, client)
        document.project, document.shared, document.folder = promise.project, writer.client is None, client.name
        self.world.documents.append(document)
        return document

    def _lines(self, client: Client, count: int) -> list[str]:
        slots = self.world.slots(self.rng, client)
        return [slots.fill(self.deck.talk(self.rng.choice(("progress", "reviewask", "impact")))) for _ in range(count)]

    # everything else ------------------------------------------------------------------------------------------------

    def relation(self, client: Client) -> None:
        """The monthly figures and the odd question, with the account manager."""
        rng, days = self.rng, self.world.days
        month = max(days.first, client.since).replace(day=1)
        while month < days.base - timedelta(days=9):
            if rng.random() < 0.45:
                self._thread(
                    client, self._day(month, 2, 9), ("reviewask", "reviewreply", "reviewwrap"), ours_first=True
                )
            for _ in range(rng.choices((0, 1, 2), (40, 42, 18))[0]):
                self._thread(
                    client, self._day(month, 1, 27), ("relation", "relationreply", "relationwrap"), ours_first=False
                )
            month = (month + timedelta(days=32)).replace(day=1)

    def _day(self, month: date, low: int, high: int) -> datetime:
        day = snap(month + timedelta(days=self.rng.randint(low, high)))
        return moment(day, working_hour(self.rng))

    def _thread(self, client: Client, at: datetime, uses: tuple[str, str, str], *, ours_first: bool) -> None:
        rng, manager = self.rng, client.account_manager
        people = [p for p in present(client, at) if not p.role_box]
        if not people or at > self.world.days.now - timedelta(days=6):
            return
        contact, slots = rng.choice(people), self.world.slots(rng, client)
        index = rng.randrange(len(sections("talk.txt")["relation"]))
        about, parent = About(client), None
        if ours_first:
            about.attachments.append(self._figures(client, at, manager))
        subject = (
            f"Figures for {local(at) - timedelta(days=20):%B}"
            if ours_first
            else rng.choice((*VAGUE, "Contract", "A question about the contract", "Please advise"))
        )
        for turn, use in enumerate(uses[: rng.choice((1, 3)) if ours_first else rng.choices((2, 3), (14, 1))[0]]):
            writer, reader = (manager, contact) if ours_first == (turn % 2 == 0) else (contact, manager)
            lines = [slots.fill(self._paired(use, index))]
            if turn == 0 and rng.random() < 0.5:
                lines.insert(0, slots.fill(self.deck.talk("opener")))
            if rng.random() < 0.6:
                lines.append(slots.fill(self.deck.talk("relationtail")))
            if rng.random() < 0.3:
                lines.append(slots.fill(self.deck.talk("thanks")))
            if rng.random() < 0.05:
                lines.append(self.promising.decoy(at))
            text = compose(rng, writer, reader.first, at, lines)
            title = reply_subject(parent.subject) if parent else subject
            parent = send(self.world, rng, at, writer, [reader], title, text, about, cc=[CLIENTS], parent=parent)
            about = About(client)
            at = add_hours(at, rng.uniform(0.5, 7))

    def _paired(self, use: str, index: int) -> str:
        """Question and answer of the same place in talk.txt belong together."""
        lines = sections("talk.txt")[use]
        return lines[index % len(lines)] if use in ("relation", "relationreply") else self.deck.draw(lines)

    def _figures(self, client: Client, at: datetime, writer: Person) -> Document:
        made = at - timedelta(minutes=25)
        title = f"Service figures {client.name} {local(at) - timedelta(days=20):%B %Y}"
        lines = [
            f"Tickets opened: {self.rng.randint(4, 40)}",
            f"Answered in time: {self.rng.randint(94, 100)}%",
            *self._lines(client, 3),
        ]
        document = Document(
            f"{title}.pdf",
            documents.PDF,
            documents.pdf(title, lines),
            made,
            writer,
            client,
            shared=self.rng.random() < 0.2,
            folder=client.name,
        )
        self.world.documents.append(document)
        return document


def long_day(day: date) -> str:
    """Thursday 12 November."""
    assert is_working(day)
    return f"{day:%A} {day.day} {day:%B}"
