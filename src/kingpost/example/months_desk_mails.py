"""Ticket numbers, and the mails through the support mailbox for the tickets that came by mail."""

from __future__ import annotations

import random

from kingpost.example.company import DOMAIN
from kingpost.example.letters import SUPPORT, About, compose, reply_subject, send
from kingpost.example.world import Mail, Said, Ticket, World


def number_tickets(world: World) -> None:
    """Numbers in the order of arrival, such that the ticket with a fixed number gets exactly that one."""
    world.tickets.sort(key=lambda ticket: (ticket.created, ticket.subject))
    place = next(n for n, ticket in enumerate(world.tickets) if ticket.fixed_number)
    start = world.tickets[place].fixed_number - place
    for n, ticket in enumerate(world.tickets):
        ticket.number = start + n


def desk_mails(world: World) -> None:
    """One thread in the support mailbox per ticket that came by mail; our answers carry the number in the subject."""
    rng = world.generator("desk mails")
    for ticket in world.tickets:
        if ticket.channel == "email":
            thread(world, rng, ticket)


def thread(world: World, rng: random.Random, ticket: Ticket) -> list[Mail]:
    """The mails of one ticket, one per public comment."""
    sent: list[Mail] = []
    for number, said in enumerate(one for one in ticket.said if one.body and one.public):
        parent = sent[-1] if sent else None
        sent.append(
            _ours(world, rng, ticket, said, parent, number)
            if said.author.client is None
            else _theirs(world, rng, ticket, said, parent)
        )
    return sent


def _theirs(world: World, rng: random.Random, ticket: Ticket, said: Said, parent: Mail | None) -> Mail:
    subject = reply_subject(parent.subject) if parent else said.author.voice.dress(ticket.subject)
    text = (
        compose(rng, said.author, rng.choice(("all", "team", "Harrow Lane")), said.at, [said.body])
        if not parent
        else _short(rng, said)
    )
    return send(
        world,
        rng,
        said.at,
        said.author,
        [SUPPORT],
        subject,
        text,
        About(ticket.client, ticket.project, ticket),
        parent=parent,
    )


def _short(rng: random.Random, said: Said) -> str:
    """An answer in between, often without greeting or foot."""
    first = said.author.name.split()[0]
    ending = rng.choice(
        ("", f"\n\n{first}", f"\n\n{first}", f"\n\nThanks\n{first}", f"\n\nRegards, {said.author.name}")
    )
    return f"{rng.choice(('', '', 'Hi,', 'Hello,'))}\n\n{said.body}".strip() + ending


def _ours(world: World, rng: random.Random, ticket: Ticket, said: Said, parent: Mail | None, number: int) -> Mail:
    text = compose(rng, said.author, ticket.requester.first, said.at, [said.body])
    if ticket.requester.first in said.body[:45]:  # the greeting is in the sentence already
        text = text.partition("\n\n")[2]
    subject = f"[#{ticket.number}] {ticket.subject}"
    to = [ticket.requester]
    about = About(ticket.client, ticket.project, ticket)
    mail = send(
        world,
        rng,
        said.at,
        said.author,
        list(to),
        reply_subject(subject) if parent else subject,
        text,
        about,
        parent=parent,
    )
    mail.sender = (f"{said.author.name} ({SUPPORT[0]})", SUPPORT[1])
    mail.id = f"ticket-{ticket.number}-{number}-{rng.getrandbits(32):08x}@desk.{DOMAIN}"
    return mail
