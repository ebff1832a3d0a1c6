"""What an invoice asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kingpost.knowledge import values

_CREDIT = re.compile(r"credit(?! ?(?:card|sale|term))", re.IGNORECASE)  # is_credit_note in functions.sql is the same


def is_credit_note(fields: Mapping[str, Any]) -> bool:
    """Whether it gives money back, by what it calls its type: "credit note", "Sales credit note", "ACCRECCREDIT"."""
    return _CREDIT.search(str(fields.get("type") or "")) is not None


def owed(fields: Mapping[str, Any]) -> Decimal | None:
    """What is still due of it, else its whole sum; below zero for a credit note, however its system writes that. None where no sum can be read."""
    due = values.amount(fields.get("amount_due"))
    sum_ = due if due is not None else values.amount(fields.get("amount"))
    return -abs(sum_) if sum_ is not None and is_credit_note(fields) else sum_
