"""A handover by mail that nobody it went to has answered."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import NOOR, PRIYA
from tests.priorities.test_reach import reached

from kingpost.priorities.handover_words import hands_over

ANIL = "anil@harrowlane.example"


def test_it_is_flagged_after_a_working_day_until_the_other_writes(office, at, shown):
    b.tell(
        office,
        b.mail(
            "1@x",
            PRIYA,
            NOOR,
            "Aldgate portal",
            b.moment("2026-03-02 09:00"),
            body="I am handing this over to you from today.",
        ),
    )
    at("2026-03-02 16:59")
    assert shown() == []
    at("2026-03-02 17:00")
    [flag] = shown()
    assert flag.rules == ["handover_open"]
    assert flag.why == "Priya Raman handed over to Noor Haddad on 2 March; Noor Haddad has not answered."
    b.tell(
        office,
        b.mail(
            "2@x", NOOR, PRIYA, "Re: Aldgate portal", b.moment("2026-03-02 16:00"), body="Got it, thanks.", thread="1@x"
        ),
    )
    assert shown() == []


def test_a_forwarded_mail_hands_over_by_what_is_written_above_it(office, at, shown):
    below = "\n\n---------- Forwarded message ---------\nFrom: Marcus Osei <marcus@aldgatefreight.example>\nSubject: Portal\n\nThe portal is slow."
    b.tell(
        office,
        b.mail("1@x", PRIYA, NOOR, "Fwd: Portal", b.moment("2026-03-02 09:00"), body=f"Over to you.{below}"),
        b.mail(
            "2@x", PRIYA, NOOR, "Fwd: Handover to Sam", b.moment("2026-03-02 09:00"), body=f"For your files.{below}"
        ),
    )
    at("2026-03-02 17:00")
    assert [(flag.title, flag.rules) for flag in shown()] == [("Fwd: Portal", ["handover_open"])]


def test_a_reply_hands_over_by_its_new_part_and_quotes_no_handover(office, at, shown):
    quoted = "\n\nOn Mon, 2 Mar 2026 at 09:00, Priya Raman <priya@harrowlane.example> wrote:\n> I am handing this over to you."
    b.tell(office, b.mail("1@x", PRIYA, NOOR, "Portal", b.moment("2026-03-02 09:00"), body="I hand this over to you."))
    b.tell(
        office,
        b.mail(
            "2@x", NOOR, PRIYA, "Re: Portal", b.moment("2026-03-02 09:30"), body=f"I have it.{quoted}", thread="1@x"
        ),
    )
    at("2026-03-03 12:00")
    assert shown() == []
    b.tell(
        office,
        b.mail("3@x", NOOR, PRIYA, "Re: Portal", b.moment("2026-03-03 09:00"), body="Back to you, could you take it over again?", thread="1@x"),
    )  # fmt: skip
    at("2026-03-03 17:00")
    assert [flag.why for flag in shown()] == [
        "Noor Haddad handed over to Priya Raman on 3 March; Priya Raman has not answered."
    ]


def test_of_several_it_waits_until_one_has_answered_and_each_of_them_is_told(office, at, shown):
    b.tell(b.system("crm"), b.staff("Anil Shah", ANIL))
    noor, anil = b.user(NOOR, "Noor Haddad"), b.user(ANIL, "Anil Shah")
    b.tell(
        office,
        b.mail("1@x", PRIYA, [NOOR, ANIL, PRIYA], "Move", b.moment("2026-03-02 09:00"), body="I am handing everything over to you."),
    )  # fmt: skip
    at("2026-03-02 17:00")
    [flag] = shown()
    assert flag.why == "Priya Raman handed over to Anil Shah and Noor Haddad on 2 March; neither has answered."
    for one in (noor, anil):
        assert reached(one) == {"Move": "Yours."}
    b.tell(office, b.mail("2@x", ANIL, PRIYA, "Re: Move", b.moment("2026-03-02 17:10"), body="I do it.", thread="1@x"))
    assert shown() == []


def test_a_mail_to_many_a_machine_s_or_about_something_else_is_none(office, at, shown):
    staff = [f"{name}@harrowlane.example" for name in ("anil", "callum", "ines", "sam", "jo")]
    b.tell(b.system("crm"), *(b.staff(one.partition("@")[0].title(), one) for one in staff))
    on = b.moment("2026-03-02 09:00")
    b.tell(
        office,
        b.mail("1@x", PRIYA, NOOR, "Keys", on, body="Please hand the keys back at reception."),
        b.mail("2@x", PRIYA, [NOOR, *staff], "Move", on, body="I am handing everything over to you."),
        b.mail("3@x", PRIYA, NOOR, "Away", on, body="Please take over while I am away.", automatic=True),
    )
    at("2026-03-04 12:00")
    assert shown() == []


HANDS_OVER = (
    "Can you take this over please?",
    "Over to you.",
    "This one is yours now.",
    "Please take over Aldgate while I am away.",
    "I am handing this over to you from today.",
    "I am handing everything over to you.",
    "Hi Noor,\nover to you.\nPriya",
    "I'm off from Monday, could you take Aldgate over?",
    "Would you please take over the portal project?",
    "You are taking over from me on Monday.",
    "I handed it over to Noor in the call, notes are below.",
    "Handover to Noor: Aldgate portal",
    "I have done my part, so over to you.",
    "It's all yours.",
    "Will you take over the ticket of Marcus?",
    "Please pick this up from here.",
    "As agreed you will take over the calls.",
)
DOES_NOT = (
    "Please hand the keys back at reception.",
    "Thanks for handing this over to me, I have it.",
    "I'll take this over.",
    "I can take it over from you on Monday.",
    "Happy to help, I am taking over from you now.",
    "I will send the file over to you.",
    "Is this yours?",
    "Who takes over while she is away?",
    "I handed the keys over to Sam at reception.",
    "We go over the list on Monday.",
    "The mug in the kitchen is yours?",
    "They took over a company last year.",
    "Shall I take this over?",
    "Bring it over to your desk.",
    "The meeting about the handover is at ten.",
    "Yours sincerely, Priya",
)


@pytest.mark.parametrize("text", HANDS_OVER)
def test_the_ways_people_hand_something_over(text):
    assert hands_over("Aldgate", text, ["Noor Haddad"], "Priya Raman")


@pytest.mark.parametrize("text", DOES_NOT)
def test_who_takes_it_or_speaks_of_something_else_hands_nothing_over(text):
    assert not hands_over("Aldgate", text, ["Noor Haddad"], "Priya Raman")
