"""The ordinary traffic of the stream: requests and their answers, tickets, planned work, meetings, invoices, and what systems send by themselves."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bench.stream.events import Moment, Stream
from bench.stream.words import say
from kingpost.example.company import Client, Person
from kingpost.example.days import add_hours, is_working, local, moment, shift, snap, working_hour
from kingpost.example.letters import ALERTS, CLIENTS, PROJECTS, SALES, SUPPORT, reply_subject
from kingpost.example.months_noise import AUTO, BACKUP, DESK, LETTERS, MONITOR, TRACKER
from kingpost.example.world import Deal, Invoice, Mail, Meeting, Project, Said, Task, Ticket

BULK = (("List-Unsubscribe", "<mailto:leave@lists.example>"), ("Precedence", "bulk"))
A_DAY = {
    "requests": 46,
    "tickets": 30,
    "alarms": 130,
    "backups": 70,
    "letters": 26,
    "internal": 22,
    "work": 30,
    "meetings": 14,
    "invoices": 7,
    "supplies": 5,
}
SUPPLIERS = (("Pelham Components, orders", "orders@pelhamcomponents.example"), ("Brightline Telecom, accounts", "accounts@brightlinetelecom.example"),
             ("Cardew Hosting", "office@cardewhosting.example"))  # fmt: skip
LATE = 0.03  # share of requests that wait longer than agreed
ORDINARY = {"late": 50.0, "overdue": 6.0}
"""Points of cost for what is late. An answer that is due costs the same whoever planned that it comes late (critical.py, ``sla``)."""


class Everyday:
    """Plans the traffic of each day; weekends have only what systems send."""

    def __init__(self, stream: Stream, share: float = 1.0) -> None:
        self.stream, self.world, self.share = stream, stream.world, share
        self.rng = random.Random(f"{stream.seed}:everyday")  # noqa: S311  words and dates, no secrets
        self.clients = [client for client in self.world.company.clients if client.answer_hours and client.people]
        self.desk = self.world.company.team("Service Desk")
        self.engineers = [
            p for name in ("Cloud and Identity", "Network Services", "Projects") for p in self.world.company.team(name)
        ]
        self.deals()
        self.plan()

    def whole(self, first: date, last: date) -> None:
        """Every day from the first to the last."""
        day = first
        while day <= last:
            for name, many in A_DAY.items():
                if is_working(day) or name in ("alarms", "backups", "letters"):
                    for _ in range(self._many(many)):
                        getattr(self, name)(day)
            day += timedelta(days=1)

    def _many(self, many: int) -> int:
        wanted = many * self.share
        return int(wanted) + (self.rng.random() < wanted % 1)

    def at(self, day: date) -> datetime:
        """A moment at which people write."""
        return moment(day, working_hour(self.rng))

    def writer(self, client: Client) -> Person:
        """Somebody at the client who writes themselves."""
        return self.rng.choice([p for p in client.people if not p.role_box and p.left is None])

    def requests(self, day: date) -> None:
        """A client asks by mail, somebody answers, often they thank."""
        rng, stream = self.rng, self.stream
        client = rng.choice(self.clients)
        person, owner, at = self.writer(client), rng.choice(self.desk), self.at(day)
        subject, text = say(rng, "request", client)
        group = f"request:{next(stream.things)}"
        asked = stream.mail(rng, at, person, [SUPPORT], subject, text, group, client=client, template="person: request")
        late = rng.random() < LATE
        agreed = float(client.answer_hours or 8)
        when = add_hours(at, agreed * (rng.uniform(1.1, 2.2) if late else rng.uniform(0.05, 0.6)))
        if late:
            size = 0.8 + 0.4 * min(client.monthly, 3000) / 3000
            stream.matter(group, add_hours(at, agreed - 1), ORDINARY["late"] * size).ends = when
            if stream.start <= (by := add_hours(at, agreed - 0.5)) < stream.end:
                stream.moments.append(Moment(at, by, ("message", asked.id), group, "sla"))
        answer = self.answer(asked, owner, person, when, group, client)
        if rng.random() < 0.5:
            _, thanks = say(rng, "thanks")
            stream.mail(rng, when + timedelta(minutes=rng.randint(3, 200)), person, [SUPPORT], answer.subject, thanks, group, parent=answer, client=client, template="person: thanks")  # fmt: skip

    def answer(self, asked: Mail, owner: Person, person: Person, at: datetime, group: str, client: Client) -> Mail:
        """Our answer, of which the shared mailbox has a copy."""
        _, text = say(self.rng, "answer")
        return self.stream.mail(self.rng, at, owner, [person], reply_subject(asked.subject), text, group, parent=asked, cc=[SUPPORT], client=client, template="person: answer")  # fmt: skip

    def notify(self, ticket: Ticket, at: datetime, what: str, group: str, severity: int = 1) -> None:
        """The desk's own mail about a change."""
        subject = f"[Harrow Lane Desk] {what}: {ticket.subject} (#{ticket.number})"
        text = f"{what}: ticket #{ticket.number} of {ticket.client.name}.\n\nYou receive this mail because you follow the ticket."
        self.stream.mail(self.rng, at + timedelta(seconds=20), DESK, [SUPPORT], subject, text, group, headers=AUTO, nature="notice", template=f"desk: {what}", severity=severity)  # fmt: skip

    def tickets(self, day: date) -> None:
        """A ticket from opening to its solution, with the desk's notices."""
        client = self.rng.choice(self.clients)
        group = f"ticket:{next(self.stream.things)}"
        ticket, person, owner, at = self.open(client, self.at(day), group)
        when = add_hours(at, float(client.answer_hours or 8) * self.rng.uniform(0.05, 0.5))
        _, text = say(self.rng, "answer")
        self.stream.say(ticket, Said(when, owner, text), group)
        self.notify(ticket, when, "Answered", group)
        if self.rng.random() < 0.5:
            when = add_hours(when, self.rng.uniform(0.3, 3))
            _, text = say(self.rng, "comment")
            self.stream.say(ticket, Said(when, person, text), group)
            when = add_hours(when, self.rng.uniform(0.3, 2))
            _, text = say(self.rng, "answer")
            self.stream.say(ticket, Said(when, owner, text), group)
        self.solve(ticket, owner, add_hours(when, self.rng.uniform(0.5, 16)), group)

    def open(
        self, client: Client, at: datetime, group: str, subject: str = "", text: str = "", **more: object
    ) -> tuple[Ticket, Person, Person, datetime]:
        """A new ticket with an owner a few minutes later. Returns it with who asked, who does it, and when."""
        rng, stream = self.rng, self.stream
        person, owner = self.writer(client), rng.choice(self.desk)
        if not subject:
            subject, text = say(rng, "request", client)
        ticket = Ticket(client, person, None, subject, "question", [], "web", [Said(at, person, text)])
        stream.ticket(ticket, group, **more)
        self.notify(ticket, at, "New", group)
        taken = at + timedelta(minutes=rng.randint(2, 25))

        def take() -> None:
            ticket.assignee, ticket.status = owner, "open"

        stream.say(ticket, Said(taken, owner, field="assignee", after=owner.email), group, take)
        return ticket, person, owner, taken

    def solve(self, ticket: Ticket, owner: Person, at: datetime, group: str) -> None:
        """It is solved."""
        self.stream.say(
            ticket,
            Said(at, owner, field="status", before="open", after="solved"),
            group,
            lambda: setattr(ticket, "status", "solved"),
        )
        self.notify(ticket, at, "Solved", group)

    def alarms(self, day: date) -> None:
        """A check that fails and recovers; now and then it flaps."""
        rng = self.rng
        client, at = rng.choice(self.clients), moment(day, rng.uniform(0.1, 23.6))
        subject, text = say(rng, "alarm", client)
        group = f"alarm:{next(self.stream.things)}"
        for flap in range(3 if rng.random() < 0.06 else 1):
            for word in ("PROBLEM", "RECOVERY"):
                when = at + timedelta(minutes=20 * flap + (0 if word == "PROBLEM" else rng.randint(3, 15)))
                grade = rng.choice(("WARNING", "WARNING", "CRITICAL")) if word == "PROBLEM" else "OK"
                self.stream.mail(rng, when, MONITOR, [ALERTS], f"{word} {client.name}: {subject}", f"{word}: {subject}\nState: {grade}\n{text}", group, headers=AUTO, nature="notice",
                                 template=f"alarm: {subject.split()[0]}", severity={"CRITICAL": 3, "WARNING": 2}.get(grade, 0))  # fmt: skip

    def backups(self, day: date) -> None:
        """A job that ran in the night."""
        subject, text = say(self.rng, "backup")
        client = self.rng.choice(self.clients)
        self.stream.mail(self.rng, moment(day, self.rng.uniform(0.5, 6)), BACKUP, [ALERTS], f"{subject} ({client.name})", text, f"backup:{client.key}:{day}", headers=AUTO,
                         nature="notice", template=f"backup: {subject.split(':')[0]}", severity=0)  # fmt: skip

    def letters(self, day: date) -> None:
        """A newsletter."""
        subject, text = say(self.rng, "newsletter")
        sender = self.rng.choice(LETTERS)
        self.stream.mail(self.rng, moment(day, self.rng.uniform(5, 20)), sender, [self.rng.choice((SALES, CLIENTS))], subject.capitalize(), text,
                         f"letter:{next(self.stream.things)}", headers=BULK, nature="bulk", template=f"letter: {sender[1]}", severity=0)  # fmt: skip

    def supplies(self, day: date) -> None:
        """Somebody we buy from writes about an order."""
        subject, text = say(self.rng, "supplies")
        sender = self.rng.choice(SUPPLIERS)
        self.stream.mail(
            self.rng,
            self.at(day),
            sender,
            [SALES],
            subject,
            text,
            f"supplies:{next(self.stream.things)}",
            template=f"{sender[1]}: order",
            severity=0,
        )

    def internal(self, day: date) -> None:
        """Colleagues among themselves."""
        subject, text = say(self.rng, "internal")
        self.stream.mail(self.rng, self.at(day), self.rng.choice(self.desk), [PROJECTS, SUPPORT], subject, text, f"internal:{next(self.stream.things)}", template="person: internal",
                         severity=0)  # fmt: skip

    def deals(self) -> None:
        """Each client has an agreement by the month."""
        for n, client in enumerate(self.clients):
            made = self.stream.start.date() - timedelta(days=500)
            self.world.deals.append(Deal(f"88{1000 + n}", f"{client.name}: managed service", client, client.account_manager, "Closed Won", client.monthly * 12, made, made,
                                         monthly=client.monthly, po=f"PO-{4000 + n}", contact=self.writer(client)))  # fmt: skip

    def plan(self) -> None:
        """Thirty projects with their tasks, due after the stream ends unless something moves them."""
        for n, client in enumerate(self.rng.sample(self.clients, 30)):
            start, due = self.stream.start.date() - timedelta(days=40), shift(snap(self.stream.end.date()), 15 + n)
            manager, engineer = self.rng.choice(self.engineers[:9]), self.rng.choice(self.engineers[:9])
            project = Project(
                f"HL-{700 + n}",
                f"{client.name} renewal {n + 1}",
                "renewal",
                client,
                manager,
                engineer,
                start,
                due,
                12000,
            )
            for step in range(9):
                due_on = shift(snap(self.stream.start.date()), 2 + step * 4)
                project.tasks.append(Task(f"{project.code}-{step + 1}", f"{('Survey', 'Design', 'Order', 'Build', 'Test', 'Move', 'Train', 'Tidy', 'Review')[step]} {client.name}",
                                          client, project, engineer, start, due_on, hours=6))  # fmt: skip
            self.world.projects.append(project)
        for project in self.world.projects:
            for task in project.tasks:
                done = shift(task.due, -self.rng.randint(0, 2))
                self._done(task, moment(done, self.rng.uniform(9.5, 16.5)))

    def _done(self, task: Task, at: datetime) -> None:
        def act() -> None:
            task.status, task.done = "Done", local(at).date()

        self.stream.add(
            at, "tracker", ("task", task.key), f"task:{task.key}", "task done", act, service=task.client.key, severity=0
        )

    def work(self, day: date) -> None:
        """A note on a task, and the tracker's mail about it."""
        rng = self.rng
        project = rng.choice(self.world.projects)
        task, at, number = rng.choice(project.tasks), self.at(day), next(self.stream.things)
        self.stream.add(at, "tracker", ("task", task.key), f"task:{task.key}", "task changed", lambda: setattr(task, "notes", f"Note {number}: as planned."), service=task.client.key,
                        severity=0)  # fmt: skip
        subject = f"[Tracker] {task.key} changed: {task.name}"
        self.stream.mail(rng, at + timedelta(seconds=30), TRACKER, [PROJECTS], subject, f"{task.key} was changed by a colleague.", f"task:{task.key}", headers=AUTO, nature="notice",
                         template="tracker: changed", severity=0)  # fmt: skip

    def meetings(self, day: date) -> None:
        """A meeting with a client is put into the calendar, a few days ahead."""
        rng = self.rng
        client = rng.choice(self.clients)
        starts = moment(shift(day, rng.randint(2, 9)), rng.choice((9.5, 11, 14, 15.5)))
        entry = Meeting(f"{next(self.stream.things)}@harrowlane.example", f"week-{starts:%G-%V}", f"Catch-up {client.name}", starts, 30, rng.choice(self.engineers),
                        [self.writer(client)], notes="1. What is open\n2. What comes next", client=client)  # fmt: skip
        entry.attendees.insert(0, entry.organiser)
        self.stream.add(
            self.at(day),
            "calendar",
            ("meeting", entry.uid),
            f"meeting:{entry.uid}",
            "meeting",
            lambda: self.world.meetings.append(entry),
            service=client.key,
            severity=0,
        )

    def invoices(self, day: date) -> None:
        """An invoice as agreed goes out; most are paid in time."""
        rng, stream = self.rng, self.stream
        deal = rng.choice([d for d in self.world.deals if d.monthly])
        at = self.at(day)
        invoice = self.invoice(deal, at, deal.monthly * 100)
        paid = day + timedelta(days=rng.randint(2, 13))
        if rng.random() < 0.96:
            stream.add(
                moment(paid, 10.2),
                "finance",
                ("invoice", invoice.number),
                f"invoice:{invoice.number}",
                "invoice paid",
                self.pay(invoice, paid),
                service=deal.client.key,
                severity=0,
            )
        else:
            stream.matter(f"invoice:{invoice.number}", moment(invoice.due + timedelta(days=1), 0), ORDINARY["overdue"])

    def invoice(self, deal: Deal, at: datetime, net: int, **more: object) -> Invoice:
        """Plan an invoice under an agreement, over so many pence net."""
        day = local(at).date()
        number = f"INV-{6000 + next(self.stream.things)}"
        made = Invoice(
            deal.client, day, day + timedelta(days=14), net, "Managed service", deal.po, number=number, deal=deal
        )
        self.stream.add(
            at,
            "finance",
            ("invoice", number),
            f"invoice:{number}",
            "invoice",
            lambda: self.world.invoices.append(made),
            **({"service": deal.client.key} | more),
        )
        return made

    @staticmethod
    def pay(invoice: Invoice, on: date) -> Callable[[], None]:
        """What paying it changes."""
        return lambda: setattr(invoice, "paid", on)
