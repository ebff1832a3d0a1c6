"""How EN 16931 wants each kind of VAT told: one set of rules a kind, the same ten for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from kingpost.connectors.formats.invoice_terms import Terms, Vat, number

_VAT_ID, _ANY_TAX_ID, _NONE = "its VAT number", "a tax number", "no VAT number"


@dataclass(frozen=True)
class _Kind:
    """One kind: its code, what its rules are called, its name, the seller's number and the buyer's it needs."""

    code: str
    rules: str
    name: str
    seller: str = _ANY_TAX_ID
    buyer: str = ""
    rated: bool = False
    exempt: bool = True


_KINDS = (
    _Kind("S", "BR-S", "standard rate", rated=True, exempt=False),
    _Kind("Z", "BR-Z", "zero rate", exempt=False),
    _Kind("E", "BR-E", "exempt"),
    _Kind("AE", "BR-AE", "reverse charge", buyer="vat or registration"),
    _Kind("K", "BR-IC", "intra-community supply", seller=_VAT_ID, buyer="vat"),
    _Kind("G", "BR-G", "export outside the EU", seller=_VAT_ID),
    _Kind("O", "BR-O", "not subject to VAT", seller=_NONE),
    _Kind("L", "BR-AF", "IGIC", rated=True, exempt=False),
    _Kind("M", "BR-AG", "IPSI", rated=True, exempt=False),
)


def vat_rules(one: Terms) -> Iterator[str]:
    """The rules on kinds of VAT an invoice breaks, each with its words."""
    for kind in _KINDS:
        yield from (f"{kind.rules}-{which}: {kind.name}: {said}" for which, said in _kind(kind, one))
    categories = {row.category for row in one.breakdown}
    if "O" in categories:
        for which, others in (("11", [row.category for row in one.breakdown]), ("12", [line.category for line in one.lines]),
                               ("13", [part.category for part in one.allowances]), ("14", [part.category for part in one.charges])):  # fmt: skip
            if any(other not in ("O", "") for other in others):
                yield f"BR-O-{which}: not subject to VAT: it stands beside another kind of VAT"
    if "K" in categories:
        if not one.delivered and not any(period.start or period.end for period in one.periods):
            yield "BR-IC-11: intra-community supply: neither day of delivery nor period is stated"
        if one.delivery is None or not one.delivery.country:
            yield "BR-IC-12: intra-community supply: the country of delivery is not stated"
    used = categories | {line.category for line in one.lines} | {part.category for part in one.allowances + one.charges}
    if "B" in used:
        if any(
            party and party.country not in ("IT", "")
            for party in (one.seller, one.buyer, one.representative, one.delivery)
        ):
            yield "BR-B-01: split payment: it is of Italy alone"
        if "S" in used:
            yield "BR-B-02: split payment: it stands beside standard rate"


def cents(value: Decimal) -> Decimal:
    """Rounded to two decimals, a half upwards, as the rules do."""
    return (value * 100 + Decimal("0.5")).to_integral_value(ROUND_FLOOR) / 100


def near(tax: Decimal, taxable: Decimal, rate: Decimal) -> bool:
    """Whether a tax is its rate of a sum, give or take less than one."""
    return abs(abs(tax) - cents(abs(taxable) * rate / 100)) < 1


def _kind(kind: _Kind, one: Terms) -> Iterator[tuple[str, str]]:
    parts = (("02", "05", one.lines), ("03", "06", one.allowances), ("04", "07", one.charges))
    rows = [row for row in one.breakdown if row.category == kind.code]
    used = any(part.category == kind.code for _, _, group in parts for part in group)
    if (used != bool(rows)) if kind.rated else ((used or rows) and len(rows) != 1):
        yield "01", "the VAT by rate does not tell it once, as lines, allowances and charges do"
    for ids, rate, group in parts:
        mine = [part for part in group if part.category == kind.code]
        if mine and not _identified(kind, one):
            yield ids, _needs(kind)
        if not all(_rate_fits(kind, part.rate) for part in mine):
            yield rate, "the rate does not fit"
    for row in rows:
        if not _adds_up(kind, one, row):
            yield "08", "the taxable sum is not what lines, allowances and charges add up to"
        if not _taxed(kind, row):
            yield "09", "the tax is not the rate of the taxable sum"
        if row.reason != kind.exempt:
            yield "10", "the reason for no VAT is missing" if kind.exempt else "a reason for no VAT is stated"


def _identified(kind: _Kind, one: Terms) -> bool:
    representative = one.representative.vat if one.representative else ""
    if kind.seller == _NONE:
        return not (one.seller.vat or representative or one.buyer.vat)
    if not ((one.seller.tax if kind.seller == _ANY_TAX_ID else one.seller.vat) or representative):
        return False
    return not kind.buyer or bool(one.buyer.vat or (kind.buyer != "vat" and one.buyer.registration))


def _needs(kind: _Kind) -> str:
    if kind.seller == _NONE:
        return "seller and buyer state a VAT number"
    return f"the seller needs {kind.seller}" + (", and the buyer a number" if kind.buyer else "")


def _rate_fits(kind: _Kind, said: str) -> bool:
    if kind.code == "O":
        return not said
    rate = number(said)
    return rate is not None and (rate > 0 if kind.code == "S" else rate >= 0 if kind.rated else rate == 0)


def _adds_up(kind: _Kind, one: Terms, row: Vat) -> bool:
    """Of the rated kinds rate by rate, and nearly: lines may have been rounded one by one."""
    rate = number(row.rate) if kind.rated else None
    if kind.rated and rate is None:
        return True  # the missing rate is another rule
    added = Decimal(0)
    stated = [(1, line.code, line.rate, line.net) for line in one.lines]
    stated += [(-1, part.code, part.rate, part.amount) for part in one.allowances]
    stated += [(1, part.code, part.rate, part.amount) for part in one.charges]
    mine = [
        (sign, amount)
        for sign, code, its, amount in stated
        if code == kind.code and (rate is None or number(its) == rate)
    ]
    for sign, said in mine:
        amount = number(said)
        if amount is None:
            return False
        added += sign * amount
    taxable = number(row.taxable)
    if taxable is None or not (mine or one.lines):
        return False
    return abs(taxable - added) < 1 if kind.rated or one.cii else taxable == added


def _taxed(kind: _Kind, row: Vat) -> bool:
    tax, taxable, rate = number(row.tax), number(row.taxable), number(row.rate)
    if tax is None:
        return False
    if not kind.rated:
        return tax == 0
    return taxable is not None and rate is not None and near(tax, taxable, rate)
