"""What fills mailboxes beside letters: notices of systems, newsletters, away messages, and colleagues among themselves."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from kingpost.example.company import DOMAIN, DUTY_PHONE, Client, Person
from kingpost.example.days import add_hours, busy, local, long_date, moment, shift, snap, working_hour
from kingpost.example.letters import ALERTS, SALES, About, Reader, compose, reply_subject, send
from kingpost.example.words import Deck, sections
from kingpost.example.world import Mail, World

NOTICE_DAYS = 13
"""The alerts mailbox keeps this many days, which is why only they are there."""
BACKUP = ("Backup Watch", "no-reply@backupwatch.example")
MONITOR = ("NetSentry", "alerts@netsentry.example")
DESK = ("Harrow Lane Desk", f"notifications@desk.{DOMAIN}")
TRACKER = ("Tracker", f"no-reply@tracker.{DOMAIN}")
CHECKS = ("Disk usage on {server}", "CPU load on {server}", "Line latency {town}", "UPS on battery {town}", "Service spooler on {server}",
          "Certificate age on {server}", "Wi-Fi clients {town}", "Ping {device}")  # fmt: skip
LETTERS = (("Cabling Weekly", "news@cablingweekly.example"), ("Channel Partner News", "partners@distribution-uk.example"),
           ("The Managed Service Letter", "letter@mspletter.example"), ("Vendor Updates", "updates@bigvendor.example"))  # fmt: skip
AUTO = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"))


def noise(world: World) -> None:
    """All of it, in the order in which the mailboxes would show it."""
    rng = world.generator("noise")
    _notices(world, rng)
    _newsletters(world, rng)
    _internal(world, rng)
    _away_messages(world, rng)
    _digests(world, rng)


def notice(
    world: World,
    rng: random.Random,
    at: datetime,
    sender: tuple[str, str],
    to: tuple[str, str],
    subject: str,
    text: str,
    client: Client | None,
) -> Mail:
    """A mail that a system wrote."""
    mail = Mail(
        world.message_id(rng, sender[1].rpartition("@")[2]),
        at,
        sender,
        [to],
        subject,
        text,
        nature="notice",
        headers=AUTO,
        client=client,
    )
    world.mails.append(mail)
    return mail


def _notices(world: World, rng: random.Random) -> None:
    days = world.days
    for back in range(NOTICE_DAYS, -1, -1):
        day = days.today - timedelta(days=back)
        for client in world.company.clients:
            if client.since > day:
                continue
            slots = world.slots(rng, client)
            server = slots["server"]
            at = moment(day, rng.uniform(0.6, 5.8))
            good = rng.random() < 0.965
            word = "completed" if good else rng.choice(("completed with warnings", "retried and completed"))
            if rng.random() < (1.0 if back <= 1 else 0.62) and days.past(at):
                text = f"Job {server}-nightly for {client.name} {word}.\nStarted {local(at):%H:%M}, {rng.randint(4, 900)} GB read, {rng.randint(1, 60)} GB written."
                notice(world, rng, at, BACKUP, ALERTS, f"Backup {word}: {client.name} {server}", text, client)
        for _ in range(rng.randint(10, 16) + (30 if back <= 1 else 0)):
            _alarm(world, rng, moment(day, rng.uniform(0.2, 23.8)))


def _alarm(world: World, rng: random.Random, at: datetime) -> None:
    """A check that fails and recovers a little later."""
    client = rng.choice(world.company.clients)
    slots = world.slots(rng, client)
    check = slots.fill(rng.choice(CHECKS))
    for word, when in (("PROBLEM", at), ("RECOVERY", at + timedelta(minutes=rng.randint(4, 50)))):
        if world.days.past(when) and client.since <= local(at).date():
            text = (
                f"{word}: {check}\nClient: {client.name}\nSince: {local(at):%d.%m. %H:%M}\nValue: {rng.randint(60, 99)}"
            )
            notice(world, rng, when, MONITOR, ALERTS, f"{word} {client.name}: {check}", text, client)


def _newsletters(world: World, rng: random.Random) -> None:
    deck, days = Deck(rng), world.days
    readers = [world.company.who("Priya Raman"), world.company.who("Noor Haddad")]
    for n, (name, email) in enumerate(LETTERS):
        day = days.first + timedelta(days=n)
        while day <= days.today:
            at = moment(day, rng.uniform(5.2, 7.2))
            if days.past(at):
                slots = world.slots(rng, None)
                topic = slots["topic"]
                text = f"{deck.talk('newsbody').format(topic=topic)}\n\n{rng.choice(sections('talk.txt')['newsletter'])}\n\nYou receive this because you signed up."
                to = (readers[n % 2].name, readers[n % 2].email) if n < 3 else SALES
                mail = Mail(
                    world.message_id(rng, email.rpartition("@")[2]),
                    at,
                    (name, email),
                    [to],
                    f"{deck.talk('newsletter')} - {topic}",
                    text,
                )
                mail.nature, mail.html = "bulk", True
                mail.headers = (
                    ("List-Unsubscribe", f"<https://{email.rpartition('@')[2]}/leave?u={rng.getrandbits(40):x}>"),
                    ("Precedence", "bulk"),
                )
                world.mails.append(mail)
            day += timedelta(days=(7, 14, 7, 14)[n])


def _internal(world: World, rng: random.Random) -> None:
    """Colleagues among themselves; what Priya and Noor were sent is in their mailboxes."""
    deck, days, company = Deck(rng), world.days, world.company
    priya, noor = company.who("Priya Raman"), company.who("Noor Haddad")
    away = {"Callum Reid", "Dana Whitfield"}
    for day in days.each():
        if day >= days.base or rng.random() > 0.55 * busy(day):
            continue
        at = moment(day, working_hour(rng))
        writer = rng.choice(
            [p for p in company.staff if p.joined < day and p.name not in away and p not in (priya, noor)]
        )
        reader = rng.choice((priya, noor))
        slots = world.slots(rng, None)
        line = slots.fill(deck.talk("internalmail"))
        client = next((c for c in company.clients if c.name == slots.get("client") and c.name in line), None)
        lines = (
            [line]
            + ([slots.fill(deck.talk("opener"))] if rng.random() < 0.4 else [])
            + ([slots.fill(deck.talk("thanks"))] if rng.random() < 0.3 else [])
        )
        text = compose(rng, writer, "all" if rng.random() < 0.5 else reader.first, at, lines)
        others: list[Reader] = list(rng.sample(company.team(writer.team), k=min(2, len(company.team(writer.team)))))
        subject = " ".join(line.split()[:5]).rstrip(".,")
        mail = send(
            world, rng, at, writer, [reader], subject, text, About(client), cc=[p for p in others if p is not writer]
        )
        if rng.random() < 0.4 and days.past(at := add_hours(at, rng.uniform(0.2, 5))):
            answer = compose(rng, reader, writer.first, at, [slots.fill(deck.talk("internalreply"))])
            send(world, rng, at, reader, [writer], reply_subject(subject), answer, About(client), parent=mail)


def _away_messages(world: World, rng: random.Random) -> None:
    """Now and then a client's mailbox answers by itself."""
    ours = [
        m
        for m in world.mails
        if m.nature == "human" and m.client and not m.ticket and m.sender[1].endswith(DOMAIN) and m.to
    ]
    people = {email: p for client in world.company.clients for p in client.people for email in (p.email, *p.emails)}
    for mail in rng.sample(ours, k=min(len(ours), 95)):
        person = people.get(mail.to[0][1])
        if person is None or person.role_box:
            continue
        at = mail.at + timedelta(seconds=rng.randint(2, 50))
        back = long_date(shift(snap(local(at).date()), rng.randint(1, 8)))
        away(world, rng, mail, person, at, back, "")


def away(world: World, rng: random.Random, mail: Mail, person: Person, at: datetime, back: str, text: str) -> Mail:
    """The away message of ``person`` in answer to ``mail``."""
    slots = world.slots(rng, person.client, back=back, phone=person.client.phone if person.client else DUTY_PHONE)
    words = text or slots.fill(rng.choice(sections("talk.txt")["ooo"]))
    answer = Mail(
        world.message_id(rng, person.email.rpartition("@")[2]), at, (person.name, person.email), [mail.sender],
        f"Automatic reply: {mail.subject}", words, parent=mail, quote=False, nature="away", client=mail.client, project=mail.project,
        ticket=mail.ticket, headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    )  # fmt: skip
    if person.client is not None:
        answer.cc = [one for one in mail.cc if one[1].endswith(DOMAIN)]
    world.mails.append(answer)
    return answer


def _digests(world: World, rng: random.Random) -> None:
    """The tracker's and the desk's own notices to Priya and Noor over the last weeks."""
    days, company = world.days, world.company
    readers = [(p.name, p.email) for p in (company.who("Priya Raman"), company.who("Noor Haddad"))]
    for ticket in world.tickets:
        if ticket.created < days.now - timedelta(days=21):
            continue
        for said in ticket.said:
            share = 0.12 if said.at < days.now - timedelta(days=2) else 0.4
            if said.body and rng.random() < share and days.past(at := said.at + timedelta(seconds=40)):
                text = (
                    f"{said.author.name} wrote on ticket #{ticket.number} ({ticket.client.name}):\n\n{said.body[:160]}"
                )
                mail = notice(
                    world,
                    rng,
                    at,
                    DESK,
                    rng.choice(readers),
                    f"[Harrow Lane Desk] Updated: {ticket.subject} (#{ticket.number})",
                    text,
                    ticket.client,
                )
                mail.ticket = ticket
    for project in world.projects:
        for task in project.tasks:
            if (
                task.done
                and (days.today - task.done).days < 21
                and days.past(at := moment(task.done, rng.uniform(9, 17)))
            ):
                text = f"{task.owner.name if task.owner else 'Somebody'} completed {task.key} {task.name}.\nProject: {project.name}, {project.client.name}"
                mail = notice(
                    world, rng, at, TRACKER, readers[0], f"[Tracker] {task.key} done: {task.name}", text, project.client
                )
                mail.project = project
