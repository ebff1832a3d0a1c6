"""A client's reply: which wait for one of us, and which thank or confirm."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, PRIYA

from kingpost.priorities.waits import waits

WAITS = (
    "Could you send the revised drawing?",
    "This is completely unacceptable. We are furious and will take our business elsewhere.",
    "We are very disappointed. You promised this last week and nothing came.",
    "We have lost confidence in your team and are looking at other suppliers.",
    "I have decided to end the contract.",
    "The server has crashed and we have lost all our data.",
    "It isn't working.",
    "That hasn't fixed it.",
    "The problem is back.",
    "Same issue again on the other machine.",
    "No luck, still broken.",
    "Still the same error.",
    "The printer has stopped again.",
    "It won’t print.",
    "Thanks, but it still does not print.",
)
DOES_NOT = (
    "Thanks, that fixed it.",
    "Great, all working again.",
    "Thank you, it works now. The old one is still in the cupboard.",
    "OK, see you Thursday.",
    "Noted.",
    "Here is the signed form.",
    "Perfect, Thursday works for us.",
    "Yes, go ahead.",
    "Attached is the list you asked for.",
    "Thanks, we have not had any problems since.",
    "That has not happened again, thank you.",
    "I have passed it on to Mark, he is back on Monday.",
    "The engineer was here and everything is back to normal.",
    "Sorry for the late reply, Tuesday suits us.",
    "Understood, we will be careful.",
    "No changes from our side.",
    "I am still in the office until six.",
    "All good now, nothing is broken any more.",
)
LONG = (
    "The engineer was here on Tuesday with his colleague, and the two of them went through all the rooms on the first floor. "
    * 4
)


@pytest.mark.parametrize("text", WAITS)
def test_a_reply_that_asks_or_reports_trouble_waits(text):
    assert waits(text)


@pytest.mark.parametrize("text", DOES_NOT)
def test_a_reply_that_thanks_or_confirms_does_not(text):
    assert not waits(text)


def test_a_reply_is_read_to_its_end(office, at, shown):
    told = [
        b.mail("1@x", MARCUS, PRIYA, "Cabling", b.moment("2026-03-02 07:00"), snippet="When do you begin?"),
        b.mail("2@x", PRIYA, MARCUS, "Re: Cabling", b.moment("2026-03-02 07:30"), thread="1@x"),
    ]
    b.tell(office, *told)
    for number, last in (("3@x", "All of it looks right."), ("4@x", "Could you send the revised drawing by Friday?")):
        answer = b.mail(
            number, MARCUS, PRIYA, "Re: Cabling", b.moment("2026-03-02 08:00"), thread="1@x", body=f"{LONG}\n\n{last}", snippet=f"{LONG[:299]}…"
        )  # fmt: skip
        b.tell(office, answer)
        at("2026-03-02 16:00")
        assert [flag.rules for flag in shown()] == ([["client_waiting"]] if "Could" in last else [])
        b.tell(office, gone=[answer])
