"""Invoices of the months: the monthly service, finished projects, who pays when, and the letters about it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from kingpost.example import documents
from kingpost.example.company import DOMAIN, OWN_NAME, Client, Person
from kingpost.example.days import Days, add_hours, moment, shift, snap, working_hour
from kingpost.example.letters import ACCOUNTS, About, compose, reply_subject, send
from kingpost.example.words import Deck
from kingpost.example.world import Deal, Document, Invoice, Mail, World

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


class Accounts:
    """The accounts mailbox: invoices going out, short answers, reminders."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.generator("money letters")
        self.deck = Deck(self.rng)
        self.ravi, self.sandra = world.company.who("Ravi Patel"), world.company.who("Sandra Whelan")

    def run(self) -> None:
        """Letters for a good part of the invoices of the last months. The invoices of the story have their own, or none."""
        days = self.world.days
        for invoice in self.world.invoices:
            told = (
                invoice.fixed_number
                or invoice.deal is None
                or invoice.net != 100 * (invoice.deal.monthly or invoice.deal.amount)
            )
            old = (days.today - invoice.issued).days > LETTERS_SINCE
            if not old and not told and invoice.issued < days.base and self.rng.random() < 0.42:
                self._invoice(invoice)

    def post(
        self,
        at: datetime,
        writer: Person,
        reader: Person,
        subject: str,
        lines: list[str],
        about: About,
        parent: Mail | None = None,
    ) -> Mail:
        """A letter with the accounts mailbox in copy."""
        text = compose(self.rng, writer, reader.first, at, lines)
        return send(self.world, self.rng, at, writer, [reader], subject, text, about, cc=[ACCOUNTS], parent=parent)

    def _invoice(self, invoice: Invoice) -> None:
        rng, past, reader = self.rng, self.world.days.past, payer(invoice.client)
        at = moment(invoice.issued, rng.uniform(10, 16.5))
        document = paper(invoice, self.ravi)
        self.world.documents.append(document)
        line = self.deck.talk("invoicesend").format(number=invoice.number, what=invoice.what)
        lines = [line[:1].upper() + line[1:], f"The total is £{invoice.gross / 100:,.2f}, due {invoice.due:%d %B}."]
        sent = About(invoice.client, invoice.project, invoice=invoice, attachments=[document])
        mail = self.post(at, self.ravi, reader, f"Invoice {invoice.number} from {OWN_NAME}", lines, sent)
        if rng.random() < 0.22 and past(add_hours(at, 9)):
            line = self.deck.talk("invoicereply").format(po=invoice.reference)
            mail = self._answer(add_hours(at, rng.uniform(0.5, 5)), reader, self.ravi, line, invoice, mail)
            if "?" in line or rng.random() < 0.8:
                use = "answer" if "?" in line else "thanksmail"
                line = self.deck.talk(use).replace("{user}", "a colleague")
                self._answer(add_hours(mail.at, rng.uniform(0.3, 3)), self.ravi, reader, line, invoice, mail)
        if invoice.paid and (invoice.paid - invoice.due).days >= 5:
            self._reminder(invoice, reader)

    def _answer(self, at: datetime, writer: Person, reader: Person, line: str, invoice: Invoice, parent: Mail) -> Mail:
        about = About(invoice.client, invoice.project, invoice=invoice)
        return self.post(at, writer, reader, reply_subject(parent.subject), [line], about, parent)

    def _reminder(self, invoice: Invoice, reader: Person) -> None:
        assert invoice.paid
        at = moment(snap(invoice.due + timedelta(days=3)), working_hour(self.rng))
        about = About(invoice.client, invoice.project, invoice=invoice)
        lines = [self.deck.talk("remind").format(number=invoice.number)]
        first = self.post(at, self.sandra, reader, f"Reminder: {invoice.number}", lines, about)
        at = moment(invoice.paid, self.rng.uniform(9.5, 14))
        if at > first.at:
            reply = self._answer(at, reader, self.sandra, self.deck.talk("remindreply"), invoice, first)
            if self.rng.random() < 0.85:
                self._answer(add_hours(at, 1.5), self.sandra, reader, self.deck.talk("thanksmail"), invoice, reply)
