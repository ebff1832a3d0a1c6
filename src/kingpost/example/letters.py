"""Puts a mail together: greeting, paragraphs, closing and foot in the writer's own voice; and the shared mailboxes it goes through."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

from kingpost.example.company import DOMAIN, OWN_NAME, Client, Person
from kingpost.example.days import local
from kingpost.example.voice import hello
from kingpost.example.world import Document, Invoice, Mail, Project, Ticket, World

SUPPORT = ("Harrow Lane Support", f"support@{DOMAIN}")
PROJECTS = ("Harrow Lane Projects", f"projects@{DOMAIN}")
CLIENTS = ("Harrow Lane Client Services", f"clients@{DOMAIN}")
ACCOUNTS = ("Harrow Lane Accounts", f"accounts@{DOMAIN}")
SALES = ("Harrow Lane Sales", f"sales@{DOMAIN}")
ALERTS = ("Alerts", f"alerts@{DOMAIN}")
SHARED = (SUPPORT, PROJECTS, CLIENTS, ACCOUNTS, SALES, ALERTS)


Reader = Person | tuple[str, str]
"""Who a mail goes to: a person, or a shared mailbox as name and address."""


@dataclass(slots=True)
class About:
    """What a mail belongs to, for the truth."""

    client: Client | None = None
    project: Project | None = None
    ticket: Ticket | None = None
    invoice: Invoice | None = None
    attachments: list[Document] = field(default_factory=list)


def address(person: Person, at: datetime | None = None) -> tuple[str, str]:
    """Name and address as they stand in a header; before a client's change of name, its people had the old address."""
    client = person.client
    if client and client.renamed and at and local(at).date() < client.renamed:
        return person.name, person.email.replace(client.domain, client.old_domain)
    return person.name, person.email


def foot(person: Person, at: datetime) -> str:
    """What stands below the name."""
    client = person.client
    if client is None:
        return f"-- \n{person.name}\n{person.title}, {OWN_NAME}\n{person.phone} | {DOMAIN}"
    name, domain = client.called(local(at).date())
    style = len(person.name) % 4
    if person.voice.device_foot or style == 3:
        return person.voice.device_foot
    if style == 0:
        return f"-- \n{person.name}\n{person.title}\n{name}\nT {person.phone}"
    title = f"{person.title}, " if person.title else ""
    return (
        f"{person.name} | {title}{name}\n{person.phone} | www.{domain}"
        if style == 1
        else f"-- \n{title}{name}, {client.town}"
    )


def compose(
    rng: random.Random, writer: Person, first: str, at: datetime, sentences: list[str], *, closing: str = ""
) -> str:
    """A letter from sentences: long writers make paragraphs, short ones leave out what they can."""
    voice = writer.voice
    here = local(at)
    blocks = [hello(voice, first, here.hour + here.minute / 60)]
    paragraph: list[str] = []
    for sentence in sentences:
        paragraph.append(voice.dress(sentence))
        if rng.random() < voice.long * 0.8:
            blocks.append(" ".join(paragraph))
            paragraph = []
    if paragraph:
        blocks.append(" ".join(paragraph))
    if closing:
        blocks.append(voice.dress(closing))
    blocks.append(voice.bye.format(name=writer.name, first=writer.name.split()[0]))
    if end := foot(writer, at):
        blocks.append(end)
    return "\n\n".join(blocks)


def send(
    world: World, rng: random.Random, at: datetime, writer: Person, to: list[Reader], subject: str, text: str,
    about: About, *, cc: list[Reader] | None = None, parent: Mail | None = None,
) -> Mail:  # fmt: skip
    """Adds a message to the world and gives it back; it quotes ``parent`` the way the writer's program does."""
    sender = address(writer, at)
    mail = Mail(
        id=world.message_id(rng, sender[1].rpartition("@")[2]), at=at, sender=sender, to=[_to(one, at) for one in to],
        cc=[_to(one, at) for one in cc or []], subject=subject, text=text, parent=parent, html=writer.voice.html,
        program=writer.voice.program, client=about.client, project=about.project, ticket=about.ticket, invoice=about.invoice,
        attachments=list(about.attachments),
    )  # fmt: skip
    world.mails.append(mail)
    return mail


def _to(one: Reader, at: datetime) -> tuple[str, str]:
    return address(one, at) if isinstance(one, Person) else one


def reply_subject(subject: str) -> str:
    """The subject with one "Re:" before it."""
    return subject if subject.startswith("Re: ") else f"Re: {subject}"
