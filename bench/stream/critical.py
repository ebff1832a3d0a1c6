"""What must not be missed: about one event in a hundred, of the kinds below. Five come in the scored half alone; of these two were never tuned on."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from bench.stream.events import Moment, Stream
from bench.stream.everyday import SUPPLIERS, Everyday
from bench.stream.words import say
from kingpost.example.company import Client, Person
from kingpost.example.days import add_hours, is_working, local, moment, shift, snap
from kingpost.example.letters import ALERTS, CLIENTS, SALES, SUPPORT, reply_subject
from kingpost.example.months_noise import AUTO, MONITOR
from kingpost.example.voice import make_voice
from kingpost.example.world import Approval, Mail, Said, Task

COSTS = {
    "outage": 80.0, "tone": 55.0, "senior": 65.0, "repeated": 45.0, "reopened": 50.0, "channels": 60.0, "raised": 60.0, "sla": 50.0, "broken": 45.0,
    "promise": 35.0, "approval": 35.0, "mismatch": 40.0, "owner_left": 30.0, "unseen": 70.0, "outsider": 70.0,
    "supplier": 60.0, "mistake": 65.0, "quiet": 60.0,
}  # fmt: skip
"""Points of cost, before the size of the client: what the events of a kind mean for the business."""
LATER = ("unseen", "outsider", "supplier", "mistake", "quiet")
HELD_OUT = ("mistake", "quiet")
"""Written, with their phrases, without a look at what the rules listen for; nothing may be changed because of what becomes of them."""
EACH = 16  # of a kind in thirty days
OUTSIDERS = (("Hollis and Crane Solicitors", "case@holliscrane.example"), ("Northern Trust Bank, fraud desk", "fraud@northerntrust.example"),
             ("Data Protection Office", "enquiries@dpo.example"))  # fmt: skip


class Critical:
    """Plans the critical events between the stream's start and its end."""

    def __init__(self, stream: Stream, everyday: Everyday, each: int = EACH) -> None:
        self.stream, self.everyday = stream, everyday
        self.rng = random.Random(f"{stream.seed}:critical")  # noqa: S311  words and dates, no secrets
        self.seniors = {client.key: self._senior(client) for client in everyday.clients}
        length = (stream.end - stream.start) - timedelta(hours=8)
        for kind in COSTS:
            for place in range(each):
                at = stream.start + timedelta(hours=6) + length * ((place + self.rng.random()) / each)
                if kind not in LATER or at >= stream.half:
                    client = self.rng.choice(everyday.clients)
                    getattr(self, kind)(at.replace(microsecond=0), client, f"{kind}:{client.key}:{next(stream.things)}")

    def _senior(self, client: Client) -> Person:
        """The one who decides at the client."""
        title = self.rng.choice(("Managing Director", "Chief Executive", "Operations Director", "Owner"))
        name = f"{self.rng.choice('Alma Bruno Clara Dario Edith Fergus Greta Hamish'.split())} {client.name.split()[0]}"
        person = Person(name, f"{name.split()[0].lower()}.board@{client.domain}", title, client, make_voice(self.rng), crm_id=f"9{client.crm_id}", desk_id=client.desk_id + 9)  # fmt: skip
        client.people.append(person)
        return person

    def _costs(self, kind: str, group: str, client: Client, at: datetime, ends: datetime) -> None:
        size = 0.8 + 0.4 * min(client.monthly, 3000) / 3000
        self.stream.matter(group, at, COSTS[kind] * size).ends = ends

    def _office(self, at: datetime) -> datetime:
        """The same clock time, within working hours."""
        here = local(at)
        day = here.date() if is_working(here.date()) else snap(here.date(), -1)
        if moment(day, 10) < self.stream.start:
            day = snap(here.date())
        return moment(day, 9.2 + (here.hour + here.minute / 60) / 24 * 7.8)

    def _written(
        self, kind: str, section: str, at: datetime, client: Client, group: str, writer: Person | None = None
    ) -> None:
        """A mail that alone is reason enough, and our answer an hour or three later."""
        person = writer or self.everyday.writer(client)
        subject, text = say(self.rng, self.stream.pool(section, at), client)
        mail = self.stream.mail(self.rng, at, person, [self.rng.choice((SUPPORT, CLIENTS))], subject, text, group, client=client, template="person: request", critical=True, kind=kind)  # fmt: skip
        ends = add_hours(at, self.rng.uniform(1, 3))
        self.everyday.answer(mail, self.rng.choice(self.everyday.desk), person, ends, group, client)
        self._costs(kind, group, client, at, ends)

    def outage(self, at: datetime, client: Client, group: str) -> None:
        """A client says that nothing works."""
        self._written("outage", "outage", at, client, group)

    def tone(self, at: datetime, client: Client, group: str) -> None:
        """Nothing is named, but the tone says it."""
        self._written("tone", "tone", at, client, group)

    def senior(self, at: datetime, client: Client, group: str) -> None:
        """Who decides there writes in person."""
        self._written("senior", "senior", self._office(at), client, group, self.seniors[client.key])

    def broken(self, at: datetime, client: Client, group: str) -> None:
        """A client says that we broke our word."""
        self._written("broken", "broken", self._office(at), client, group)

    def repeated(self, at: datetime, client: Client, group: str) -> None:
        """The third mail without an answer; the agreed time is not over yet."""
        at = self._office(at)
        person = self.everyday.writer(client)
        subject, text = say(self.rng, "request", client)
        first = self.stream.mail(
            self.rng,
            at - timedelta(minutes=100),
            person,
            [SUPPORT],
            subject,
            text,
            group,
            client=client,
            template="person: request",
        )
        last = first
        for wait, critical in ((55, False), (0, True)):
            _, text = say(self.rng, self.stream.pool("more", at), client)
            more = {"critical": True, "kind": "repeated"} if critical else {}
            last = self.stream.mail(self.rng, at - timedelta(minutes=wait), person, [SUPPORT], reply_subject(subject), text, group, parent=last, client=client, template="person: more", **more)  # fmt: skip
        ends = add_hours(at, 1.5)
        self.everyday.answer(last, self.rng.choice(self.everyday.desk), person, ends, group, client)
        self._costs("repeated", group, client, at, ends)

    def reopened(self, at: datetime, client: Client, group: str) -> None:
        """A ticket comes back for the second time."""
        at = self._office(at)
        opened = moment(shift(local(at).date(), -2), 10)
        ticket, person, owner, taken = self.everyday.open(client, opened, group)
        self.everyday.solve(ticket, owner, add_hours(taken, 1), group)
        self._back(ticket, person, add_hours(taken, 5), group, "It is back, please look again.")
        self.everyday.solve(ticket, owner, add_hours(taken, 6), group)
        _, text = say(self.rng, self.stream.pool("reopened", at), client)
        self._back(ticket, person, at, group, text, critical=True, kind="reopened", severity=2)
        ends = add_hours(at, 3)
        self.everyday.solve(ticket, owner, ends, group)
        self._costs("reopened", group, client, at, ends)

    def _back(self, ticket: object, person: Person, at: datetime, group: str, text: str, **more: object) -> None:
        """It is opened again, with a word about it in the same moment."""
        assert hasattr(ticket, "said")

        def act() -> None:
            ticket.said.append(Said(at, person, text))
            ticket.status = "open"

        self.stream.say(ticket, Said(at, person, field="status", before="solved", after="open"), group, act, **more)  # type: ignore[arg-type]
        self.everyday.notify(ticket, at, "Reopened", group, severity=2)  # type: ignore[arg-type]

    def channels(self, at: datetime, client: Client, group: str) -> None:
        """A ticket, and an hour later a mail of somebody else there about the same."""
        at = self._office(at)
        app = self.rng.choice(client.pools["app"])
        ticket, _, owner, _ = self.everyday.open(
            client,
            at - timedelta(minutes=50),
            group,
            f"{app} does not open",
            f"Since lunch {app} does not open on my machine.",
        )
        writer = self.rng.choice(
            [p for p in client.people if not p.role_box and p.left is None and p is not ticket.requester]
        )
        subject, text = say(
            self.rng, self.stream.pool("channel", at), client, app=app, user=ticket.requester.name.split()[0]
        )
        mail = self.stream.mail(
            self.rng,
            at,
            writer,
            [CLIENTS],
            subject,
            text,
            group,
            client=client,
            template="person: request",
            critical=True,
            kind="channels",
        )
        ends = add_hours(at, 2)
        self.everyday.answer(mail, owner, writer, ends, group, client)
        self.everyday.solve(ticket, owner, ends + timedelta(minutes=10), group)
        self._costs("channels", group, client, at, ends)

    def raised(self, at: datetime, client: Client, group: str) -> None:
        """The desk raises a ticket to urgent."""
        at = self._office(at)
        ticket, _, owner, _ = self.everyday.open(client, at - timedelta(minutes=70), group)

        def act() -> None:
            ticket.priority, ticket.tags = "urgent", ["escalated"]

        said = Said(at, self.rng.choice(self.everyday.desk), field="priority", before="normal", after="urgent")
        self.stream.say(ticket, said, group, act, critical=True, kind="raised", severity=4)
        self.everyday.notify(ticket, at, "Priority raised", group, severity=3)
        ends = add_hours(at, 4)
        self.everyday.solve(ticket, owner, ends, group)
        self._costs("raised", group, client, at, ends)

    def sla(self, at: datetime, client: Client, group: str) -> None:
        """An answer is due by the agreed time and nobody has written one: half an hour before, it must be on the table."""
        person = self.everyday.writer(client)
        asked = self._office(at).replace(second=0)
        subject, text = say(self.rng, "request", client)
        mail = self.stream.mail(
            self.rng, asked, person, [SUPPORT], subject, text, group, client=client, template="person: request"
        )
        due = add_hours(asked, float(client.answer_hours or 8))
        by = add_hours(asked, float(client.answer_hours or 8) - 0.5)
        if by < self.stream.end:
            self.stream.moments.append(Moment(asked, by, ("message", mail.id), group, "sla"))
        ends = due - timedelta(minutes=4)
        self.everyday.answer(mail, self.rng.choice(self.everyday.desk), person, ends, group, client)
        self._costs("sla", group, client, add_hours(asked, float(client.answer_hours or 8) - 1), ends)

    def promise(self, at: datetime, client: Client, group: str) -> None:
        """We promised something for a day; by the next morning nothing shows that it was done."""
        at = self._office(at)
        person, owner = self.everyday.writer(client), self.rng.choice(self.everyday.desk)
        due = shift(local(at).date(), 2)
        subject, text = say(self.rng, "request", client)
        asked = self.stream.mail(
            self.rng, at, person, [SUPPORT], subject, text, group, client=client, template="person: request"
        )
        words = f"Thank you. I will send you the plan for this by {due:%A} {due.day} {due:%B}."
        told = self.stream.mail(self.rng, at + timedelta(minutes=40), owner, [person], reply_subject(subject), words, group, parent=asked, cc=[SUPPORT], client=client, template="person: answer")  # fmt: skip
        late = moment(due + timedelta(days=1), 0)
        if late < self.stream.end:
            self.stream.moments.append(Moment(at, late, ("message", told.id), group, "promise"))
        ends = moment(shift(due, 1), 12)
        self.stream.mail(self.rng, ends, owner, [person], reply_subject(subject), "Here is the plan I promised. Sorry that it is late.", group, parent=told, cc=[SUPPORT], client=client,
                         template="person: answer")  # fmt: skip
        self._costs("promise", group, client, moment(due, 9), ends)

    def approval(self, at: datetime, client: Client, group: str) -> None:
        """Somebody was asked for a yes three working days ago, and the work that needs it is due."""
        asked_on = snap(local(at).date())
        project = self.rng.choice(self.stream.world.projects)
        one = Approval(
            f"APR-{next(self.stream.things)}",
            f"Order for {project.name}",
            project.client,
            project.engineer,
            project.manager,
            asked_on,
            "Requested",
            project=project,
        )
        self.stream.add(
            moment(asked_on, 9.5),
            "tracker",
            ("approval", one.id),
            group,
            "approval asked",
            lambda: self.stream.world.approvals.append(one),
            service=client.key,
        )
        by = moment(shift(asked_on, 4), 9.5)
        if by < self.stream.end:
            self.stream.moments.append(Moment(moment(asked_on, 9.5), by, ("approval", one.id), group, "approval"))
        ends = moment(shift(asked_on, 5), 15)

        def decide() -> None:
            one.state, one.decided = "Approved", local(ends).date()

        self.stream.add(ends, "tracker", ("approval", one.id), group, "approval given", decide, service=client.key)
        self._costs("approval", group, project.client, moment(shift(asked_on, 3), 12), ends)

    def mismatch(self, at: datetime, client: Client, group: str) -> None:
        """An invoice goes out over far more than agreed."""
        at = self._office(at)
        deal = next(d for d in self.stream.world.deals if d.client is client)
        made = self.everyday.invoice(
            deal, at, int(deal.amount * 100 * self.rng.uniform(1.5, 3)), critical=True, kind="mismatch", severity=1
        )
        group = f"invoice:{made.number}"
        ends = add_hours(at, 10)

        def mend() -> None:
            made.net = deal.monthly * 100

        self.stream.add(ends, "finance", ("invoice", made.number), group, "invoice corrected", mend, service=client.key)
        self._costs("mismatch", group, client, at, ends)

    def owner_left(self, at: datetime, client: Client, group: str) -> None:
        """The staff list says somebody has left who still has work due in two days."""
        at, people = self._office(at), self.everyday.engineers
        free = [
            p
            for p in people
            if p.email not in self.stream.left
            and all(p not in (j.manager, j.engineer) for j in self.stream.world.projects)
        ]
        if not free:
            return
        person, project = (
            self.rng.choice(free),
            self.rng.choice(
                [p for p in self.stream.world.projects if p.client is client] or self.stream.world.projects
            ),
        )
        self.stream.left[person.email] = at
        task = Task(
            f"{project.code}-X{next(self.stream.things)}",
            f"Handbook {project.client.name}",
            project.client,
            project,
            person,
            project.start,
            shift(local(at).date(), 2),
        )
        self.stream.add(
            at - timedelta(days=1),
            "tracker",
            ("task", task.key),
            group,
            "task new",
            lambda: project.tasks.append(task),
            service=client.key,
        )
        self.stream.add(
            at,
            "hr",
            ("task", task.key),
            group,
            "staff left",
            lambda: setattr(person, "left", local(at).date()),
            service="hr",
            critical=True,
            kind="owner_left",
        )
        ends = add_hours(at, 6)

        def hand_over() -> None:
            task.owner = project.manager

        self.stream.add(ends, "tracker", ("task", task.key), group, "task changed", hand_over, service=client.key)
        done: Callable[[], None] = lambda: (setattr(task, "status", "Done"), setattr(task, "done", task.due))[0]  # noqa: E731
        self.stream.add(
            moment(task.due, 11), "tracker", ("task", task.key), group, "task done", done, service=client.key
        )
        self._costs("owner_left", group, project.client, at, ends)

    def unseen(self, at: datetime, client: Client, group: str) -> None:
        """The monitor writes something it has never written before."""
        subject, text = say(self.rng, "unseen", client)
        self.stream.mail(self.rng, at, MONITOR, [ALERTS], f"{client.name}: {subject}", text, group, headers=AUTO, nature="notice", template=f"alarm: {subject.split()[0]}", service=client.key,
                         severity=self.rng.choice((1, 2, 3)), critical=True, kind="unseen")  # fmt: skip
        ends = add_hours(at, 4)
        self.stream.mail(self.rng, ends, MONITOR, [ALERTS], f"RECOVERY {client.name}: {subject}", "State: OK", group, headers=AUTO, nature="notice", template=f"alarm: {subject.split()[0]}",
                         service=client.key, severity=0)  # fmt: skip
        self._costs("unseen", group, client, at, ends)

    def outsider(self, at: datetime, client: Client, group: str) -> None:
        """Somebody we have never dealt with writes about a client."""
        at = self._office(at)
        subject, text = say(self.rng, "outsider", client)
        sender = self.rng.choice(OUTSIDERS)
        mail = self.stream.mail(
            self.rng,
            at,
            sender,
            [CLIENTS],
            subject,
            text,
            group,
            client=client,
            template=f"{sender[1]}: letter",
            critical=True,
            kind="outsider",
        )
        self._taken_up(mail, sender, add_hours(at, 4), group, client)
        self._costs("outsider", group, client, at, add_hours(at, 4))

    def supplier(self, at: datetime, client: Client, group: str) -> None:
        """Somebody we buy from, who writes every week, says something a client of ours will feel."""
        at = self._office(at)
        subject, text = say(self.rng, "supplier", client)
        sender = self.rng.choice(SUPPLIERS)
        mail = self.stream.mail(self.rng, at, sender, [SALES], subject, text, group, client=client, template=f"{sender[1]}: letter", critical=True, kind="supplier")  # fmt: skip
        self._taken_up(mail, sender, add_hours(at, 4), group, client)
        self._costs("supplier", group, client, at, add_hours(at, 4))

    def mistake(self, at: datetime, client: Client, group: str) -> None:
        """One of us tells the others of a mistake, or of something found, that a client will feel."""
        at = self._office(at)
        subject, text = say(self.rng, "mistake", client)
        who, other = self.rng.sample(self.everyday.desk, 2)
        mail = self.stream.mail(self.rng, at, who, [SUPPORT], subject, text, group, client=client, template="person: internal", critical=True, kind="mistake")  # fmt: skip
        ends = add_hours(at, 3)
        self.stream.mail(self.rng, ends, other, [who], reply_subject(subject), "Thank you for telling us. I have called them, we do the rest together.", group, parent=mail, cc=[SUPPORT],
                         client=client, template="person: internal")  # fmt: skip
        self._costs("mistake", group, client, at, ends)

    def quiet(self, at: datetime, client: Client, group: str) -> None:
        """A client mentions in passing, in friendly words, what somebody here must act on before it happens."""
        self._written("quiet", "quiet", self._office(at), client, group)

    def _taken_up(self, mail: Mail, sender: tuple[str, str], at: datetime, group: str, client: Client) -> None:
        self.stream.mail(self.rng, at, self.rng.choice(self.everyday.desk), [sender], reply_subject(mail.subject), "Thank you, we are looking into this.", group, parent=mail,
                         cc=[CLIENTS], client=client, template="person: answer")  # fmt: skip
