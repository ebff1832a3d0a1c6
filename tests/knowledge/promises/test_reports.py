"""What says that a promise was kept, and what says the opposite in nearly the same words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.knowledge.promises.threads import Thread, state, table

from kingpost.knowledge.promises.english import ENGLISH
from kingpost.knowledge.promises.reports import reports, thanks
from kingpost.knowledge.promises.sentences import sentences

SHOWN = {"open": 0, "changed": 0, "delivered": 1, "confirmed": 2}


def reported(words):
    return [one.sentence.words for one in reports(list(sentences(words, ENGLISH, mail=False)))]


@pytest.mark.parametrize(("name", "least"), [("threads", 0.95), ("threads_held", 0.94)])
def test_threads_end_as_people_see_them(name, least):
    """A promise is never shown as kept that was not; at least this share of all ends right."""
    made = [(one, state(one)) for one in table(name)]
    assert not [one.words for one, got in made if SHOWN[got] > SHOWN[one.state]]
    wrong = [f"{got}, not {one.state}: {one.words}" for one, got in made if got != one.state]
    assert len(wrong) <= (1 - least) * len(made), wrong


def test_what_stands_around_a_mail_changes_nothing():
    around = "Dear all,\n\nI hope you are well.\n\n{}\n\nPlease do not hesitate to contact me if you have any questions.\n\nBest regards\nNoor Haddad\n\n> Could you send it?"
    for one in table("threads"):
        dressed = [replace(mail, body=around.format(mail.body), writer="Noor Haddad") for mail in one.mails]
        assert state(Thread(one.state, tuple(dressed))) == state(one), one.words


@pytest.mark.parametrize(
    "words",
    [
        "As promised, the report is attached.",
        "Please find the revised contract attached, let me know if anything is unclear.",
        "The contract is attached, and we will call you next week.",
        "I have not forgotten you, the pump is repaired.",
        "Quote attached, don't hesitate to call.",
        "We've paid the invoice, it should reach you soon.",
        "Your router has been replaced this morning.",
        "Done!",
        "You'll find the plan attached.",
    ],
)
def test_what_else_a_sentence_says_takes_no_report_back(words):
    assert words in reported(words)


@pytest.mark.parametrize(
    "words",
    [
        "The report is not ready.",
        "We will send the report.",
        "The revised contract hasn't been sent, sorry.",
        "The pump hasn't been repaired because the part is late.",
        "The contract isn’t signed.",
        "The pump is repaired but we haven't tested it yet.",
        "Once the contract is signed we start.",
        "As promised, I'll send the report tomorrow.",
        "Has the contract been sent?",
        "I see that the report matters to you.",
        "It is nearly done.",
    ],
)
def test_the_opposite_is_no_report(words):
    assert reported(words) == []


@pytest.mark.parametrize(
    "words",
    ["Received, thank you.", "Thanks, perfect!", "Thanks, no problem at all.", "Great, got it. We don't need anything else.", "Many thanks, nothing to add."],
)  # fmt: skip
def test_thanks(words):
    assert thanks(words)


@pytest.mark.parametrize(
    "words",
    [
        "We have not received the contract yet.",
        "This is not great at all.",
        "Thanks but this is the wrong file.",
        "No thanks.",
        "Thank you, but where is page two?",
        "Thanks. The second page is missing.",
        "Thank you for the file. It doesn't open.",
        "It would be great to have it today.",
        "Thanks in advance.",
    ],
)
def test_an_objection_is_no_thanks(words):
    assert not thanks(words)
