"""Who was erased is known by digests alone, and found in what is said later however it is written."""

from __future__ import annotations

import time
import unicodedata

import pytest

from kingpost.evidence.erased import Erased, remember

RUTH = "ruth@aldgatefreight.example"


@pytest.mark.parametrize("name", ["Ian O'Neill", "Ian O’Neill"])
def test_an_apostrophe_is_one_however_it_is_written(name):
    known = Erased(iter(remember(name)))
    assert known.without("Ian O'Neill, Ian O’Neill’s, O‘Neill, Ian") == "(erased), (erased)’s, (erased)"


def test_no_text_takes_longer_than_it_is_long():
    known = Erased(iter(remember("ian@acme.example")))
    for text in (
        "=" * 300_000 + "@a",
        "%40" * 20_000,
        "a@" * 50_000,
        "%25" * 50_000,
        "a." * 100_000 + "@" + "b." * 100_000,
    ):
        began = time.monotonic()
        assert known.without(text) == text
        assert time.monotonic() - began < 10


def test_digests_alone_know_a_name_and_a_namesake_of_one_word_is_left_alone():
    known = Erased(iter([*remember("Ruth Lindqvist"), *remember(RUTH)]))
    assert (
        known.without(f"Ruth\nLindqvist, lindqvist, ruth; Ruth Marsh <{RUTH}>")
        == "(erased), (erased); Ruth Marsh <(erased)>"
    )
    assert known.without("Ruth and Lindqvist & Partners") == "Ruth and Lindqvist & Partners"
    assert not any("ruth" in digested for digested in known.addresses)


def test_a_name_in_decomposed_letters_is_the_same_name():
    known = Erased(iter(remember("José Núñez-Ávila")))
    for form in ("NFC", "NFD"):
        assert known.without(unicodedata.normalize(form, "Ask José Núñez-Ávila, or José")) == unicodedata.normalize(form, "Ask (erased), or José")  # fmt: skip
