"""Invoices of the months: the monthly service, finished projects, who pays when, and the letters about it."""

from __future__ import annotations

import random
from datetime import date, timedelta

from kingpost.example import documents
from kingpost.example.company import DOMAIN, OWN_NAME, Client, Person
from kingpost.example.days import Days, add_hours, moment, shift, snap, working_hour
from kingpost.example.letters import ACCOUNTS, About, compose, reply_subject, send
from kingpost.example.words import Deck
from kingpost.example.world import Deal, Document, Invoice, World

LETTERS_SINCE = 300
"""Days back for which the accounts mailbox still holds its mails."""


def invoices(world: World) -> None:
    """Every client's monthly invoice and one per finished project. What fell due is paid: late payers are told in the story."""
    rng, days = world.generator("money"), world.days
    service = {deal.client.key: deal for deal in world.deals if deal.monthly}
    for client in world.company.clients:
        habit = rng.randint(-9, 9)
        month = max(days.first, client.since).replace(day=1)
        while (issued := snap(month)) < days.base:
            _service(world, rng, client, service[client.key], issued, habit)
            month = (month + timedelta(days=32)).replace(day=1)
    for project in world.projects:
        if project.end and project.deal and project.end > days.first:
            issued = min(shift(project.end, rng.randint(1, 4)), shift(days.base, -1))
            what = f"{project.name}, delivered {project.end:%d %B %Y}"
            invoice = Invoice(
                project.client, issued, issued + timedelta(days=30), project.budget * 100, what, project.deal.po
            )
            invoice.deal, invoice.project = project.deal, project
            _settle(invoice, days, rng.randint(-8, 10))
            world.invoices.append(invoice)


def _service(world: World, rng: random.Random, client: Client, deal: Deal, issued: date, habit: int) -> None:
    what = f"Managed service {issued:%B %Y}"
    invoice = Invoice(client, issued, issued + timedelta(days=30), deal.monthly * 100, what, deal.po, deal=deal)
    _settle(invoice, world.days, habit + rng.randint(-3, 3))
    world.invoices.append(invoice)


def _settle(invoice: Invoice, days: Days, late: int) -> None:
    yesterday = shift(days.base, -1)
    paid = snap(invoice.due + timedelta(days=late))
    if invoice.due <= days.base + timedelta(days=3):  # nothing ordinary falls due on the day of the story
        paid = min(paid, yesterday)
    if paid <= yesterday:
        invoice.paid = max(paid, invoice.issued)


def number_invoices(world: World) -> None:
    """Numbers in the order of issue, such that the invoice with a fixed number gets it."""
    world.invoices.sort(key=lambda i: (i.issued, i.fixed_number > 0, i.client.key, i.what))
    place = next(n for n, invoice in enumerate(world.invoices) if invoice.fixed_number)
    start = world.invoices[place].fixed_number - place
    for n, invoice in enumerate(world.invoices):
        invoice.number = f"INV-{start + n:04d}"


def payer(client: Client) -> Person:
    """Who gets the invoices: the accounts mailbox, else the person in finance, else the first contact."""
    people = [p for p in client.people if p.left is None]
    shared = [p for p in people if p.role_box and p.email.startswith("accounts@")]
    return (shared or [p for p in people if "inance" in p.title] or people)[0]


def paper(invoice: Invoice, author: Person) -> Document:
    """The invoice as the PDF that goes to the client."""
    lines = [
        OWN_NAME, f"accounts@{DOMAIN}", "", f"To: {invoice.client.called(invoice.issued)[0]}", f"Date: {invoice.issued:%d/%m/%Y}",
        f"Due: {invoice.due:%d/%m/%Y}", f"Your reference: {invoice.reference}", "", invoice.what, f"Net GBP {invoice.net / 100:,.2f}",
        f"VAT 20% GBP {invoice.tax / 100:,.2f}", f"Total GBP {invoice.gross / 100:,.2f}",
    ]  # fmt: skip
    made = moment(invoice.issued, 9.9)
    return Document(
        f"{invoice.number}.pdf",
        documents.PDF,
        documents.pdf(f"Invoice {invoice.number}", lines),
        made,
        author,
        invoice.client,
        invoice.project,
    )


def money_letters(world: World) -> None:
    """The accounts mailbox: invoices going out, short answers, reminders."""
    rng = world.generator("money letters")
    deck, days = Deck(rng), world.days
    ravi, sandra = world.company.who("Ravi Patel"), world.company.who("Sandra Whelan")
    for invoice in world.invoices:
        if (days.today - invoice.issued).days > LETTERS_SINCE or rng.random() > 0.42 or invoice.fixed_number:
            continue
        at = moment(invoice.issued, rng.uniform(10, 16.5))
        if not days.past(at) or invoice.issued >= days.base:
            continue
        reader = payer(invoice.client)
        document = paper(invoice, ravi)
        world.documents.append(document)
        line = deck.talk("invoicesend").format(number=invoice.number, what=invoice.what)
        text = compose(
            rng,
            ravi,
            reader.first,
            at,
            [line[:1].upper() + line[1:], f"The total is £{invoice.gross / 100:,.2f}, due {invoice.due:%d %B}."],
        )
        about = About(invoice.client, invoice.project, invoice=invoice, attachments=[document])
        parent = send(
            world, rng, at, ravi, [reader], f"Invoice {invoice.number} from {OWN_NAME}", text, about, cc=[ACCOUNTS]
        )
        about = About(invoice.client, invoice.project, invoice=invoice)
        if rng.random() < 0.22 and days.past(add_hours(at, 6)):
            at = add_hours(at, rng.uniform(0.5, 5))
            answer = deck.talk("invoicereply").format(po=invoice.reference)
            parent = send(
                world,
                rng,
                at,
                reader,
                [ravi],
                reply_subject(parent.subject),
                compose(rng, reader, "Ravi", at, [answer]),
                about,
                cc=[ACCOUNTS],
                parent=parent,
            )
            if "?" in answer and days.past(at := add_hours(at, 1)):
                text = compose(rng, ravi, reader.first, at, [deck.talk("answer").replace("{user}", "a colleague")])
                send(
                    world,
                    rng,
                    at,
                    ravi,
                    [reader],
                    reply_subject(parent.subject),
                    text,
                    about,
                    cc=[ACCOUNTS],
                    parent=parent,
                )
        if invoice.paid and (invoice.paid - invoice.due).days >= 5:
            _reminder(world, rng, deck, invoice, sandra, reader)


def _reminder(world: World, rng: random.Random, deck: Deck, invoice: Invoice, sandra: Person, reader: Person) -> None:
    assert invoice.paid
    at = moment(snap(invoice.due + timedelta(days=3)), working_hour(rng))
    about = About(invoice.client, invoice.project, invoice=invoice)
    text = compose(rng, sandra, reader.first, at, [deck.talk("remind").format(number=invoice.number)])
    first = send(world, rng, at, sandra, [reader], f"Reminder: {invoice.number}", text, about, cc=[ACCOUNTS])
    at = moment(invoice.paid, rng.uniform(9.5, 16))
    if at > first.at and world.days.past(at):
        text = compose(rng, reader, "Sandra", at, [deck.talk("remindreply")])
        send(world, rng, at, reader, [sandra], reply_subject(first.subject), text, about, cc=[ACCOUNTS], parent=first)
