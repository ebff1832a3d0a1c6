"""The Promises page: open first, in the words they were made in, with one undoable key for each thing to say."""

from __future__ import annotations

import re
from dataclasses import replace

from django.urls import reverse
from tests import builders
from tests.web.conftest import signed_in

from kingpost.accounts.models import EVERYONE
from kingpost.knowledge import clients
from kingpost.knowledge.models import Promise
from kingpost.knowledge.promises import reading
from kingpost.knowledge.promises.reading import Trust
from kingpost.toolbox import clock
from kingpost.web import promises
from kingpost.web.promises import trusted

WORDS = "We will send you the training plan within ten working days."


def page(browser, **asked):
    return browser.get(reverse("promises"), asked).content.decode()


def test_the_page_shows_the_words_the_client_and_the_source(cast, priya):
    text = page(priya)
    assert "One promise is open." in text and WORDS in text and "Aldgate Freight" in text and "Go-live plan v4" in text


def test_each_filter_narrows(cast, priya):
    client = builders.entity("Aldgate Freight")
    assert (
        WORDS in page(priya, who="ours", client=client)
        and WORDS not in page(priya, who="theirs")
        and WORDS not in page(priya, state="kept")
    )
    assert WORDS not in page(priya, client=builders.entity("Pell & Sons"))


def test_already_handled_and_undo(cast, priya):
    key = Promise.objects.get().key
    priya.post(reverse("promise_rulings", args=[key]), {"verdict": "delivered"})
    assert WORDS not in page(priya) and WORDS in page(priya, state="kept")
    priya.post(reverse("undo"))
    assert WORDS in page(priya)


def test_not_a_promise_counts_against_the_finder(cast, priya):
    priya.post(reverse("promise_rulings", args=[Promise.objects.get().key]), {"verdict": "dismissed"})
    text = page(priya)
    assert WORDS not in text and "0 were right" in text


def test_correct_and_add(cast, priya):
    priya.post(
        reverse("promise_rulings", args=[Promise.objects.get().key]),
        {"verdict": "corrected", "what": "Plan for the training", "due_on": "2031-03-01", "ours": "ours"},
    )
    assert "Plan for the training" in page(priya)
    priya.post(
        reverse("promise_additions"),
        {"client": builders.entity("Pell & Sons"), "what": "A second quote", "due_on": "2031-03-02", "ours": "ours"},
    )
    assert (
        "A second quote" in page(priya)
        and "A second quote" in priya.get(reverse("client", args=[builders.entity("Pell & Sons")])).content.decode()
    )


def test_a_client_that_is_not_there_is_said_so(cast, priya):
    answer = priya.post(reverse("promise_additions"), {"client": "99999999", "what": "x"}, follow=True)
    assert "not here" in answer.content.decode()


def test_a_promise_added_by_hand_is_for_the_client_that_was_chosen(cast, priya):
    """No client is chosen before somebody does: nothing is recorded for the first of the list."""
    assert '<select id="new-client" name="client" required><option value="">Choose a client</option>' in page(priya)
    before = Promise.objects.count()
    answer = priya.post(reverse("promise_additions"), {"client": "", "what": "A second quote"}, follow=True)
    assert "Choose the client" in answer.content.decode() and Promise.objects.count() == before


def test_a_promise_too_long_to_keep_whole_is_refused_and_a_long_one_told_in_short(cast, priya):
    pell = builders.entity("Pell & Sons")
    answer = priya.post(reverse("promise_additions"), {"client": pell, "what": "word " * 200}, follow=True)
    assert "999 letters long" in answer.content.decode()
    long = "We send " + "the second quote " * 10
    answer = priya.post(reverse("promise_additions"), {"client": pell, "what": long}, follow=True)
    [toast] = re.findall(r'<div class="toast[^>]*>Added: ([^<\n]*)', answer.content.decode())
    assert len(toast) < 100 and toast.endswith("…")


def test_the_promise_page_and_the_clients_page(cast, priya):
    text = priya.get(reverse("promise", args=[Promise.objects.get().key])).content.decode()
    assert WORDS in text and "Nothing shows that it was delivered." in text
    assert (
        "Send the training plan"
        in priya.get(reverse("client", args=[builders.entity("Aldgate Freight")])).content.decode()
    )


def test_the_finders_worth_in_words():
    assert trusted(Trust(0, 0)) == "" and trusted(Trust(10, 1)).endswith("9 were right (90%).")


def test_a_promise_sent_twice_is_one(cast, priya):
    said = {"client": builders.entity("Pell & Sons"), "what": "A second quote", "due_on": "2031-03-02", "ours": "ours"}
    for sent in (said, said | {"what": "A  second quote "}, said | {"due_on": "2031-03-03"}):
        priya.post(reverse("promise_additions"), sent)
    signed_in(cast["noor"]).post(reverse("promise_additions"), said)
    assert Promise.objects.filter(words="A second quote").count() == 3


def test_a_client_beyond_the_list_is_named_and_chosen(cast, priya, monkeypatch):
    monkeypatch.setattr(clients, "CHOICES", 1)
    pell = builders.entity("Pell & Sons")
    text = page(priya, client=pell)
    assert "Only Pell &amp; Sons" in text and f'<option value="{pell}" selected>' in text


def test_a_later_page_says_which_promises_it_shows(cast, priya, monkeypatch):
    monkeypatch.setattr(promises, "A_PAGE", 1)
    for what in ("A second quote", "A third quote"):
        priya.post(
            reverse("promise_additions"), {"client": builders.entity("Pell & Sons"), "what": what, "ours": "ours"}
        )
    assert "Promise 2 is open." in page(priya, page="2") and "Promise 3 is open." in page(priya, page="3")
    assert "No further promise is open." in page(priya, page="4")
    [row] = reading.listed([EVERYONE], clock.now(), clock.now(), limit=1)
    assert promises.sentence([row, row], "", before=50).startswith("Promises 51 to 52 are open.")
    said = promises.sentence([replace(row, state="broken")], "")
    assert said == "One promise is open. One of the last 30 days is not kept.", "in the word its row and the filter use"
