"""The sentences of ``stated_of.txt``: which of them give the day or the price of the thing they name, and which that of something about it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kingpost.knowledge.stated import find_stated, with_tax
from kingpost.knowledge.whole import of_itself

LONDON = ZoneInfo("Europe/London")
TUESDAY = datetime(2026, 3, 10, 14, tzinfo=LONDON)
SENTENCES = [
    (*label.split(), text.strip())
    for line in Path(__file__).with_name("stated_of.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for label, _, text in [line.partition("|")]
]


@pytest.mark.parametrize(("label", "what", "text"), SENTENCES, ids=[text[:70] for *_, text in SENTENCES])
def test_it_is_the_projects_own_day_or_price(label: str, what: str, text: str) -> None:
    said = [one for one in find_stated(text, TUESDAY, LONDON) if one.what == what]
    assert any(of_itself(what, one.words, [{"portal"}]) for one in said) == (label == "yes")


def test_there_are_enough_of_each() -> None:
    for what in ("delivery", "price"):
        for label in ("yes", "no"):
            assert sum((label, what) == (one, other) for one, other, _ in SENTENCES) >= 20


@pytest.mark.parametrize("text", [
    "£57,600 including VAT", "£57,600 incl. VAT", "£57,600 inc VAT", "£57,600 gross", "£57,600, VAT included", "£57,600 with 20% VAT",
])  # fmt: skip
def test_a_sum_that_holds_the_tax(text: str) -> None:
    assert with_tax(f"The price of the portal is {text}.")


@pytest.mark.parametrize(
    "text", ["£48,000 plus VAT", "£48,000 excluding VAT", "£48,000 net", "£48,000", "£48,000 ex VAT"]
)
def test_a_sum_that_does_not(text: str) -> None:
    assert not with_tax(f"The price of the portal is {text}.")
