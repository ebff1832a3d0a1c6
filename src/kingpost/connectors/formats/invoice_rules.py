"""The business rules of EN 16931 that decide whether an invoice is a correct one: what must be there, how its sums add up, how VAT is told.

A broken rule is a word about the invoice, never a reason not to read it. Long lists of codes that grow (units, reasons, registers) are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kingpost.connectors.formats.invoice_codes import COUNTRIES, CURRENCIES, MEANS, VAT_DATES, VAT_KINDS
from kingpost.connectors.formats.invoice_terms import Line, Part, Party, Period, Terms, Vat, number, terms
from kingpost.connectors.formats.invoice_vat import cents, near, vat_rules

CLAIM = "urn:cen.eu:en16931:2017"
WORDS = {
    "BR-01": "it does not say which specification it follows", "BR-02": "it has no number", "BR-03": "it has no date of issue",
    "BR-04": "it does not say which type of invoice it is", "BR-05": "it names no currency", "BR-06": "the seller has no name",
    "BR-07": "the buyer has no name", "BR-08": "the seller has no address", "BR-09": "the seller’s address names no country",
    "BR-10": "the buyer has no address", "BR-11": "the buyer’s address names no country", "BR-12": "the sum of its lines is missing",
    "BR-13": "the total without VAT is missing", "BR-14": "the total with VAT is missing", "BR-15": "what is to be paid is missing",
    "BR-16": "it has no line", "BR-17": "whom to pay has no name, or is the seller once more", "BR-18": "the tax representative has no name",
    "BR-19": "the tax representative has no address", "BR-20": "the tax representative’s address names no country",
    "BR-21": "a line has no number", "BR-22": "a line has no quantity", "BR-23": "a line’s quantity has no unit",
    "BR-24": "a line has no sum", "BR-25": "a line does not name what was sold", "BR-26": "a line has no price",
    "BR-27": "a line’s price is below zero", "BR-28": "a line’s price before discount is below zero",
    "BR-29": "its period ends before it begins", "BR-30": "a line’s period ends before it begins", "BR-31": "an allowance has no sum",
    "BR-32": "an allowance does not say which VAT it has", "BR-33": "an allowance has no reason", "BR-36": "a charge has no sum",
    "BR-37": "a charge does not say which VAT it has", "BR-38": "a charge has no reason", "BR-41": "an allowance of a line has no sum",
    "BR-42": "an allowance of a line has no reason", "BR-43": "a charge of a line has no sum", "BR-44": "a charge of a line has no reason",
    "BR-45": "a row of its VAT has no taxable sum", "BR-46": "a row of its VAT has no tax", "BR-47": "a row of its VAT names no category",
    "BR-48": "a row of its VAT has no rate", "BR-49": "it does not say by which means it is to be paid",
    "BR-50": "the account to pay to is empty", "BR-52": "a document it names has no number",
    "BR-53": "its VAT in the currency of its accounts is missing", "BR-54": "a property of what was sold lacks its name or value",
    "BR-55": "an earlier invoice it names has no number", "BR-56": "the tax representative has no VAT number",
    "BR-57": "the address of delivery names no country", "BR-61": "a transfer names no account",
    "BR-62": "the seller’s electronic address does not say of which kind it is",
    "BR-63": "the buyer’s electronic address does not say of which kind it is",
    "BR-64": "the standard number of what was sold does not say of which kind it is",
    "BR-65": "the class of what was sold does not say of which list it is",
    "BR-CO-03": "it states when VAT is due twice, as a date and as a code", "BR-CO-04": "a line does not say which VAT it has",
    "BR-CO-09": "a VAT number does not begin with a country", "BR-CO-10": "the sum of its lines is not what they add up to",
    "BR-CO-11": "the sum of its allowances is not what they add up to", "BR-CO-12": "the sum of its charges is not what they add up to",
    "BR-CO-13": "the total without VAT is not lines less allowances plus charges",
    "BR-CO-14": "its VAT is not what the rows of its VAT add up to", "BR-CO-15": "the total with VAT is not the total without it plus VAT",
    "BR-CO-16": "what is to be paid is not the total less what was paid", "BR-CO-17": "the tax in a row of its VAT is not the rate of its sum",
    "BR-CO-18": "it does not tell its VAT by rate", "BR-CO-19": "its period has no day", "BR-CO-20": "a line’s period has no day",
    "BR-CO-21": "an allowance has no reason", "BR-CO-22": "a charge has no reason", "BR-CO-23": "an allowance of a line has no reason",
    "BR-CO-24": "a charge of a line has no reason", "BR-CO-26": "nothing but its name identifies the seller", "BR-CL-01": "its type is no code of a type",
    "BR-CL-04": "its currency is no code of a currency", "BR-CL-05": "the currency of its VAT is no code of a currency",
    "BR-CL-06": "the code that says when its VAT is due is none", "BR-CL-14": "a country it names is none", "BR-CL-16": "its means of payment is no code of one",
    "BR-CL-17": "an allowance, a charge or a row of its VAT is of no known kind of VAT", "BR-CL-18": "a line is of no known kind of VAT",
}  # fmt: skip
_TRANSFERS = ("30", "58")
_CENTS = re.compile(r"-?\d*\.\d{3,}")
_BR_DEC = "an amount has more than two decimals"


def claims(profile: str) -> bool:
    """Whether an invoice says that it keeps the rules of EN 16931: only such a one can break them. An extension may depart from them."""
    return CLAIM in profile and "#conformant#" not in profile


def broken(root: Any) -> list[str]:
    """The rules an invoice breaks, each as "BR-02: it has no number"; ``root`` is that of its XML."""
    stated = terms(root)
    found = dict.fromkeys(_rules(stated))
    return [f"{rule}: {WORDS.get(rule, _BR_DEC)}" for rule in found] + list(dict.fromkeys(vat_rules(stated)))


def total(amounts: list[str]) -> Decimal | None:
    """What amounts add up to, None where one of them is no number."""
    numbers = [number(one) for one in amounts]
    return None if None in numbers else sum((one for one in numbers if one is not None), Decimal(0))


def _rules(one: Terms) -> Iterator[str]:
    yield from _there(one)
    yield from _parties(one)
    if one.totals is not None:
        yield from _sums(one)
    yield from _breakdown(one)
    for line in one.lines:
        yield from _line(line)
    yield from _parts(one.allowances, "BR-31", "BR-32", "BR-33", "BR-CO-21", "BR-DEC-01", "BR-DEC-02")
    yield from _parts(one.charges, "BR-36", "BR-37", "BR-38", "BR-CO-22", "BR-DEC-05", "BR-DEC-06")
    yield from _periods(one.periods, "BR-29", "BR-CO-19")
    yield from _payment(one)
    yield from _codes(one)


def _there(one: Terms) -> Iterator[str]:
    needed = (
        ("BR-01", one.profile), ("BR-02", one.number), ("BR-03", one.issued), ("BR-04", one.type), ("BR-05", one.currency),
        ("BR-06", one.seller.name), ("BR-07", one.buyer.name), ("BR-08", one.seller.address), ("BR-10", one.buyer.address),
        ("BR-16", one.lines), ("BR-CO-18", one.breakdown),
    )  # fmt: skip
    yield from (rule for rule, there in needed if not there)
    if all(one.vat_dates):
        yield "BR-CO-03"
    if one.vat_currency and all(currency != one.vat_currency for currency, _, _ in one.taxes):
        yield "BR-53"
    if "" in one.documents:
        yield "BR-52"
    if "" in one.preceding:
        yield "BR-55"


def _parties(one: Terms) -> Iterator[str]:
    seller, buyer, payee, representative = one.seller, one.buyer, one.payee, one.representative
    for party, rule, endpoint in ((seller, "BR-09", "BR-62"), (buyer, "BR-11", "BR-63")):
        if party.address and not party.country:
            yield rule
        if party.unnamed_endpoint:
            yield endpoint
    if payee is not None and (not payee.trading or _same(payee, seller)):
        yield "BR-17"
    if representative is not None:
        needed = (("BR-18", representative.trading), ("BR-19", representative.address), ("BR-56", representative.vat))
        yield from (rule for rule, there in needed if not there)
        if representative.address and not representative.country:
            yield "BR-20"
    if one.delivery is not None and not one.delivery.country:
        yield "BR-57"
    if not (seller.vat or seller.registration or any(seller.ids)):
        yield "BR-CO-26"
    everybody = [party for party in (seller, buyer, representative, one.delivery) if party is not None]
    if any(party.vat and party.vat[:2] not in COUNTRIES | {"EL"} for party in everybody):
        yield "BR-CO-09"
    if any(party.country and party.country not in COUNTRIES for party in everybody):
        yield "BR-CL-14"


def _same(payee: Party, seller: Party) -> bool:
    return payee.trading == seller.trading or any(one and one in seller.ids for one in payee.ids)


def _sums(one: Terms) -> Iterator[str]:
    sums = one.totals
    assert sums is not None  # asked for only where there are any
    needed = (("BR-12", sums.lines), ("BR-13", sums.net), ("BR-14", sums.gross), ("BR-15", sums.due))
    yield from (rule for rule, there in needed if not there)
    lines, net, gross, due = (number(said) for said in (sums.lines, sums.net, sums.gross, sums.due))
    less, more, paid, rounding = (
        number(said or "0") for said in (sums.allowances, sums.charges, sums.paid, sums.rounding)
    )
    if lines is None or (added := total([line.net for line in one.lines])) is None or lines != cents(added):
        yield "BR-CO-10"
    for rule, said, parts in (("BR-CO-11", sums.allowances, one.allowances), ("BR-CO-12", sums.charges, one.charges)):
        added = total([part.amount for part in parts])
        if (said or parts) and (added is None or number(said) != cents(added)):
            yield rule
    if lines is None or net is None or less is None or more is None or net != cents(lines - less + more):
        yield "BR-CO-13"
    if one.currency:
        mine = [number(amount) for currency, amount, _ in one.taxes if currency == one.currency]
        vat = mine[0] if len(mine) == 1 else Decimal(0) if one.cii and not mine else None
        if vat is None or gross is None or net is None or gross != cents(net + vat):
            yield "BR-CO-15"
    if due is None or gross is None or paid is None or rounding is None or cents(due - rounding) != cents(gross - paid):
        yield "BR-CO-16"
    exact = (("BR-DEC-09", sums.lines), ("BR-DEC-10", sums.allowances), ("BR-DEC-11", sums.charges), ("BR-DEC-12", sums.net),
             ("BR-DEC-14", sums.gross), ("BR-DEC-16", sums.paid), ("BR-DEC-17", sums.rounding), ("BR-DEC-18", sums.due))  # fmt: skip
    yield from (rule for rule, said in exact if _CENTS.fullmatch(said))


def _breakdown(one: Terms) -> Iterator[str]:
    for currency, amount, rows in one.taxes:
        if rows is not None:
            added = total([row.tax for row in rows])
            if added is None or number(amount) != cents(added):
                yield "BR-CO-14"
        if _CENTS.fullmatch(amount):
            yield "BR-DEC-15" if currency and currency == one.vat_currency != one.currency else "BR-DEC-13"
    for row in one.breakdown:
        needed = (
            ("BR-45", row.taxable),
            ("BR-46", row.tax),
            ("BR-47", row.category),
            ("BR-48", row.rate or row.category == "O"),
        )
        yield from (rule for rule, there in needed if not there)
        if not rated(row):
            yield "BR-CO-17"
        yield from (
            rule for rule, said in (("BR-DEC-19", row.taxable), ("BR-DEC-20", row.tax)) if _CENTS.fullmatch(said)
        )


def rated(row: Vat) -> bool:
    """Whether a row's tax is its rate of its taxable sum, give or take less than one: rounding by line or by invoice differ."""
    taxable, tax, rate = number(row.taxable), number(row.tax), number(row.rate or "0")
    if tax is None or rate is None:
        return False
    if abs(rate) < Decimal("0.5"):
        return abs(tax) < Decimal("0.5") or (rate != 0 and taxable is not None and near(tax, taxable, rate))
    return taxable is not None and near(tax, taxable, rate)


def _line(line: Line) -> Iterator[str]:
    needed = (("BR-21", line.id), ("BR-22", line.quantity), ("BR-23", line.unit), ("BR-24", line.net), ("BR-25", line.name),
              ("BR-26", line.price), ("BR-CO-04", line.category))  # fmt: skip
    yield from (rule for rule, there in needed if not there)
    for rule, said in (("BR-27", line.price), ("BR-28", line.gross)):
        if (price := number(said)) is not None and price < 0:
            yield rule
    if _CENTS.fullmatch(line.net):
        yield "BR-DEC-23"
    if any(not name or not value for name, value in line.attributes):
        yield "BR-54"
    yield from (rule for rule, what in (("BR-64", "standard"), ("BR-65", "class")) if what in line.loose)
    yield from _parts(line.allowances, "BR-41", "", "BR-42", "BR-CO-23", "BR-DEC-24", "BR-DEC-25")
    yield from _parts(line.charges, "BR-43", "", "BR-44", "BR-CO-24", "BR-DEC-27", "BR-DEC-28")
    yield from _periods(line.periods, "BR-30", "BR-CO-20")


def _parts(
    parts: list[Part], amount: str, category: str, reason: str, why: str, exact: str, base: str
) -> Iterator[str]:
    for part in parts:
        if not part.amount:
            yield amount
        if category and not part.category:
            yield category
        if not part.reason:
            yield from (reason, why)
        yield from (rule for rule, said in ((exact, part.amount), (base, part.base)) if _CENTS.fullmatch(said))


def _periods(periods: list[Period], backwards: str, empty: str) -> Iterator[str]:
    for period in periods:
        if period.start and period.end and period.end < period.start:
            yield backwards
        if not (period.start or period.end or period.code):
            yield empty


def _payment(one: Terms) -> Iterator[str]:
    for means in one.means:
        if not means.code:
            yield "BR-49"
        if means.code in _TRANSFERS and not any(means.accounts):
            yield "BR-61"
        if means.code in _TRANSFERS and "" in means.accounts:
            yield "BR-50"


def _codes(one: Terms) -> Iterator[str]:
    parts = [part.code for part in one.allowances + one.charges] + [row.category for row in one.breakdown]
    lists = (
        ("BR-CL-04", [one.currency], CURRENCIES), ("BR-CL-05", [one.vat_currency], CURRENCIES),
        ("BR-CL-06", [period.code for period in one.periods], VAT_DATES), ("BR-CL-16", [means.code for means in one.means], MEANS),
        ("BR-CL-17", parts, VAT_KINDS), ("BR-CL-18", [line.code for line in one.lines], VAT_KINDS),
    )  # fmt: skip
    yield from (rule for rule, codes, known in lists if any(code and code not in known for code in codes))
    if one.type and not re.fullmatch(r"\d{2,3}", one.type):
        yield "BR-CL-01"
