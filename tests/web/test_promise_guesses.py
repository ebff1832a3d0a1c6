"""Guesses on the Promises page: one key says what they are, one takes it back; only where a model is set."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web import day

from kingpost.knowledge.models import Promise

WORDS = "Leave the keys with me till Friday"
PAGE = reverse("promises")


@pytest.fixture
def guess(cast, monkeypatch):
    monkeypatch.setenv("KINGPOST_MODEL_URL", "http://127.0.0.1:9/v1")
    return day.guess(WORDS)


def text(browser, **asked):
    return browser.get(PAGE, asked).content.decode()


def test_a_guess_is_shown_as_one_and_only_where_one_begins(guess, priya):
    page = text(priya)
    assert WORDS in page and "A guess to check" in page and "One promise is open." in page
    assert WORDS not in text(priya, state="kept")


def test_not_where_no_model_is_set(guess, priya, monkeypatch):
    monkeypatch.delenv("KINGPOST_MODEL_URL")
    assert WORDS not in text(priya)


def test_a_promise_then_undo_then_none(guess, priya):
    address = reverse("promise_guesses", args=[guess.pk])
    priya.post(address, {"verdict": "promise"})
    page = text(priya)
    assert "A guess to check" not in page and Promise.objects.filter(words=WORDS, verdict="added").exists()
    priya.post(reverse("undo"))
    assert "A guess to check" in text(priya) and not Promise.objects.filter(words=WORDS).exists()
    priya.post(address, {"verdict": "none"})
    assert WORDS not in text(priya).replace(f"Not a promise: {WORDS}", "")
    assert priya.post(address, {"verdict": "promise"}).status_code == 404


def test_a_word_that_is_none_is_refused(guess, priya):
    assert priya.post(reverse("promise_guesses", args=[guess.pk]), {"verdict": "maybe"}).status_code == 404
