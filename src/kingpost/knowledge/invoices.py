"""What an invoice asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kingpost.knowledge import values

ROUNDING = Decimal("0.01")  # share of the agreed sum by which an invoice may depart
RHYTHM = 3  # equal invoices from which on the sum is a habit
_CREDIT = re.compile(r"credit(?! ?(?:card|sale|term))", re.IGNORECASE)  # is_credit_note in functions.sql is the same


def is_credit_note(fields: Mapping[str, Any]) -> bool:
    """Whether it gives money back, by what it calls its type: "credit note", "Sales credit note", "ACCRECCREDIT"."""
    return _CREDIT.search(str(fields.get("type") or "")) is not None


def owed(fields: Mapping[str, Any]) -> Decimal | None:
    """What is still due of it, else its whole sum; below zero for a credit note, however its system writes that. None where no sum can be read."""
    due = values.amount(fields.get("amount_due"))
    sum_ = due if due is not None else values.amount(fields.get("amount"))
    return -abs(sum_) if sum_ is not None and is_credit_note(fields) else sum_


def habit(earlier: Sequence[Decimal]) -> tuple[int, Decimal] | None:
    """How many invoices before this one asked for the same sum, and that sum; None when they are too few or differ. What was credited breaks no habit."""
    asked = [sum_ for sum_ in earlier if sum_ > 0]
    return (len(asked), asked[0]) if len(asked) >= RHYTHM and len(set(asked)) == 1 else None


def is_near(net: Decimal, agreed: Decimal) -> bool:
    """Whether two sums are one but for rounding."""
    return abs(net - agreed) <= agreed * ROUNDING


def beyond(agreed: Decimal, net: Decimal, earlier: Sequence[Decimal]) -> Decimal | None:
    """The sum by which more is invoiced than was agreed: this invoice alone, else with those before it; None when neither does. What is asked for in equal
    sums may be agreed by the month or by the year. A sum that several invoices passed before was agreed for each of them; the one that passes it is told.
    """
    if (usual := habit(earlier)) and is_near(net, usual[1]):
        return None
    limit, before = agreed * (1 + ROUNDING), sum(earlier, Decimal(0))
    in_all = len([sum_ for sum_ in earlier if sum_ > 0]) < RHYTHM or before <= limit
    if in_all and before + net > limit >= net:
        return before + net
    return net if net > limit else None
