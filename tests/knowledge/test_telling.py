"""When a system said something else than our mails told, and when it only wrote the same in another way or cannot be compared."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from kingpost.knowledge.telling import agrees
from kingpost.knowledge.told import AMOUNT, DATE, Told

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
PLAIN, WITH_TAX = "The price is agreed.", "The price is £32,880 including VAT."


@pytest.mark.parametrize(("told", "fields", "words", "same"), [
    ("27400.00 GBP", {"amount": "27400"}, PLAIN, True),
    ("27400.00 GBP", {"amount": "27400.40"}, PLAIN, True),  # rounded
    ("27400.00 GBP", {"amount": "28900"}, PLAIN, False),
    ("27400.00 GBP", {"amount": "32880", "net": "27400"}, PLAIN, True),
    ("32880.00 GBP", {"amount": "27400", "gross": "32880"}, WITH_TAX, True),
    ("32880.00 GBP", {"amount": "27400", "total": "32880.00"}, PLAIN, True),
    ("33000.00 GBP", {"amount": "27400", "gross": "32880"}, WITH_TAX, False),
    ("32880.00 GBP", {"amount": "27400"}, WITH_TAX, None),  # what it is with its tax nobody has stated
    ("32880.00 GBP", {"amount": "27400", "net": "27400"}, WITH_TAX, None),
    ("32880.00 GBP", {"amount": "27400"}, PLAIN, False),
    ("27400.00 USD", {"amount": "27400", "currency": "GBP"}, PLAIN, False),
    ("11700.00 EUR", {"amount": "10000", "currency": "GBP", "exchange_rate": "1.17"}, PLAIN, True),
    ("27400.00 GBP", {"amount": "to be agreed"}, PLAIN, None),
])  # fmt: skip
def test_a_sum_we_told(told, fields, words, same):
    assert agrees(Told(1, AMOUNT, told, words), "amount", fields, BERLIN) is same


@pytest.mark.parametrize(("value", "zone", "same"), [
    ("2026-03-12", BERLIN, True),
    ("2026-03-12T23:59:59Z", BERLIN, True),  # the end of that day where it was written
    ("2026-03-12T00:00:00Z", NEW_YORK, True),
    ("2026-03-13T12:00:00Z", BERLIN, False),
    ("12/03/2026", BERLIN, True),
    ("soon", BERLIN, None),
])  # fmt: skip
def test_a_day_we_told(value, zone, same):
    assert agrees(Told(1, DATE, "2026-03-12", "It is due on 12 March."), "due_at", {"due_at": value}, zone) is same
