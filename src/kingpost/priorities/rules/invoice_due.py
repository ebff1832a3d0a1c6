"""An invoice is unpaid on its due date, asks for more than was agreed, or does not add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from kingpost.knowledge.invoices import beyond, habit, is_credit_note, is_near, owed
from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed, Order, Subject
from kingpost.priorities.numbers import Number

TITLE = "An invoice is due or does not match"
ABOUT = "An open invoice is {grace} days past its due date or more, asks for more than was agreed, departs from the equal sums before it under the same order, or its own sums do not add up as EN 16931 wants. Drafts and credit notes ask for nothing."
GRACE = Number("invoice_due.grace", 0, "Days after the due date", least=0, most=365, own=True)
NUMBERS = (GRACE,)
SUMS = frozenset(f"BR-CO-{number}" for number in range(10, 18))
"""The rules of EN 16931 on how the sums of an invoice hang together; a field of the invoice says which it breaks."""


def find(batch: Batch) -> Iterator[Noticed]:
    """Open invoices: unpaid ones from their due day on, and those that do not match their agreement. A credit note asks for nothing."""
    for invoice in batch.of("invoice"):
        if is_credit_note(invoice.fields):
            continue
        if invoice.due is not None and _asks(invoice):
            yield from _unpaid(batch, invoice, invoice.due)
        yield from _differing(invoice)
        yield from _not_adding_up(invoice)


def _unpaid(batch: Batch, invoice: Subject, due: datetime) -> Iterator[Noticed]:
    on = batch.hours.day_of(due - timedelta(microseconds=1))
    grace = timedelta(days=batch.number(GRACE, invoice.client.entity))
    begins = batch.hours.start_of(on + grace)
    for at in (begins, due):
        batch.wake(invoice.entity, "invoice_due", at)
    if batch.now < begins:
        return
    late = due <= batch.now
    says = f"{_called(invoice)} for {_sum(invoice)} {'was' if late else 'is'} due on {words.day(on, batch.hours.day_of(batch.now))} and is not paid."
    yield _noticed(invoice, "late" if late else "due", says, due if late else begins, latest=begins, due=due)


def _differing(invoice: Subject) -> Iterator[Noticed]:
    order, net = invoice.order, _net(invoice)
    if order is None or net is None or order.currency != _currency(invoice):
        return
    if reason := _difference(order, net):
        since = invoice.at or invoice.started_at
        says = f"{_called(invoice)} does not match “{words.shorten(order.name, 60)}”: {reason}."
        yield _noticed(invoice, "differs", says, since, evidence=(*invoice.evidence, order.record), differs="yes")


def _not_adding_up(invoice: Subject) -> Iterator[Noticed]:
    broken = (text.partition(": ") for text in invoice.fields.get("broken_rules") or ())
    if wrong := [what for rule, _, what in broken if rule in SUMS]:
        more = f", and {words.number(len(wrong) - 1)} more" if len(wrong) > 1 else ""
        says = f"{_called(invoice)} does not add up: {wrong[0]}{more}. Whoever gets it may refuse it."
        yield _noticed(invoice, "wrong", says, invoice.at or invoice.started_at)


def _net(invoice: Subject) -> Decimal | None:
    """Without tax: as stated, else the whole less the tax, where both are."""
    if (net := words.amount(invoice.fields.get("net"))) is not None:
        return net
    whole, tax = words.amount(invoice.fields.get("amount")), words.amount(invoice.fields.get("tax"))
    return whole - tax if whole is not None and tax is not None else None


def _difference(order: Order, net: Decimal) -> str:
    """In words, how a net sum departs from its order; "" when it does not. Equal sums month after month are a rhythm of their own."""
    sums = [sum_ for text in order.earlier if (sum_ := words.amount(text)) is not None]
    agreed, currency, usual = words.amount(order.amount), order.currency, habit(sums)
    if usual and not is_near(net, usual[1]):
        many, each = usual
        return f"it asks for {words.money(net, currency)} net, the {words.number(many)} before it {words.money(each, currency)} each"
    if agreed is None or (asked := beyond(agreed, net, sums)) is None:
        return ""
    if asked == net:
        return f"agreed are {words.money(agreed, currency)}, it asks for {words.money(net, currency)} net"
    if len(sums) < len(order.earlier):  # what cannot be read may have been credited
        return ""
    return f"agreed are {words.money(agreed, currency)}, with it {words.money(asked, currency)} net are invoiced"


def _noticed(
    invoice: Subject, key: str, says: str, since: datetime, *, latest: datetime | None = None, due: datetime | None = None,
    evidence: tuple[int, ...] = (), **facts: str,
) -> Noticed:  # fmt: skip
    return Noticed(
        invoice.entity, invoice.audience, _called(invoice), says, key=key, since=since, latest=latest, due=due, client=invoice.client.entity,
        owner=invoice.owner, evidence=evidence or invoice.evidence, started_at=invoice.started_at, kind="invoice",
        facts={"amount": str(owed(invoice.fields) or ""), "currency": _currency(invoice), **facts},
    )  # fmt: skip


def _called(invoice: Subject) -> str:
    number = str(invoice.fields.get("number") or invoice.remote_id)
    return f"Invoice {number}"


def _asks(invoice: Subject) -> bool:
    """Something is left to pay, as far as anyone can read."""
    left = owed(invoice.fields)
    return left is None or left > 0


def _currency(invoice: Subject) -> str:
    return str(invoice.fields.get("currency") or "")


def _sum(invoice: Subject) -> str:
    left = owed(invoice.fields)
    return words.money(left, _currency(invoice)) if left is not None else "an unknown amount"
