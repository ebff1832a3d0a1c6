"""How bad a text says it is: grave without a single alarming word, and not grave for an alarming word alone."""

from __future__ import annotations

import pytest

from kingpost.priorities import tone


@pytest.mark.parametrize(
    "text",
    [
        "Nobody at the depot can sign in and the lorries wait.",
        "This is the third week. My people have stopped asking me when it will work.",
        "You promised it by Friday and we have nothing.",
        "We will have to look at another provider.",
        "Our files have been encrypted by somebody.",
        "I am very disappointed.",
    ],
)
def test_grave(text):
    assert tone.of(text).grave


@pytest.mark.parametrize(
    "text",
    [
        "Could you set up an account for Anna? No hurry.",
        "The printer prints stripes. Could somebody look at it this week?",
        "Urgent: please send the list today.",
        "Thanks, works now.",
        "How long do you keep backups? Our auditor asked.",
        "I was locked out yesterday, it is fine now.",
    ],
)
def test_not_grave(text):
    assert not tone.of(text).grave


def test_the_weightiest_reason_comes_first():
    assert tone.of("Our solicitors wait, hurry.").reasons[0] in ("they escalate", "the law is named")
