"""The scopes of ``scopes.txt``: which two say the same, and which do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kingpost.knowledge.same_words import same_words

PAIRS = [
    [part.strip().replace("\\n", "\n") for part in line.split("|")]
    for line in Path(__file__).with_name("scopes.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("label", "one", "other"), PAIRS, ids=[f"{one[:40]} {other[:40]}" for _, one, other in PAIRS])
def test_two_scopes(label: str, one: str, other: str) -> None:
    assert same_words(one, other) == same_words(other, one) == (label == "same")


def test_there_are_enough_of_each() -> None:
    assert min(sum(label == one for one, *_ in PAIRS) for label in ("same", "apart")) >= 20


def test_texts_of_small_words_are_compared_as_they_are() -> None:
    assert same_words("For all", "for all") and not same_words("For all", "") and not same_words("for our", "for your")
