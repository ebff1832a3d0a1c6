"""Unanswered mails that escalate by their words, or by coming again and again. What tickets say of themselves is in test_flags.py."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import FEMI, MARCUS, NOOR, PRIYA


def ask(office, number: str, at: str, text: str, thread: str = ""):
    b.tell(office, b.mail(number, MARCUS, PRIYA, "Portal", b.moment(at), thread=thread, snippet=text, body=text))


def test_hard_words_raise_a_flag_before_the_agreed_time_is_over(office, shown):
    ask(office, "1@x", "2026-03-02 07:00", "This is unacceptable. Who is on this?")
    [flag] = shown()
    assert flag.rules == ["escalation"]
    assert flag.why.startswith("Marcus Osei writes: “This is unacceptable. Who is on this?”")
    b.tell(office, b.mail("2@x", NOOR, MARCUS, "Re: Portal", b.moment("2026-03-02 07:30"), thread="1@x"))
    assert shown() == []


@pytest.mark.parametrize("text", ["Could you send the list?", "The complaints procedure is attached, can you file it?"])
def test_plain_words_do_not(office, shown, text):
    ask(office, "1@x", "2026-03-02 07:00", text)
    assert shown() == []


def test_a_third_mail_without_an_answer_raises_one(office, shown):
    for n in (1, 2):
        ask(office, f"{n}@x", f"2026-03-02 0{n}:00", "Any news?", "1@x" if n > 1 else "")
    assert shown() == []
    ask(office, "3@x", "2026-03-02 03:00", "Any news now?", "1@x")
    [flag] = shown()
    assert flag.rules == ["escalation"]
    assert "Marcus Osei wrote three times without an answer" in flag.why


@pytest.mark.parametrize(
    ("opened", "subject", "by", "joined"),
    [
        ("2026-03-02 06:20", "Portal does not open", FEMI, True),
        ("2026-03-01 06:20", "Portal does not open", FEMI, False),  # a day before: another matter
        ("2026-03-02 06:20", "Portal does not open", MARCUS, False),  # their own
        ("2026-03-02 06:20", "Password of Marcus", FEMI, False),  # a name tells nothing
        ("2026-03-02 06:20", "Printer jams", FEMI, False),
    ],
)
def test_a_mail_about_what_a_colleague_has_just_opened_a_ticket_for_raises_one(
    office, shown, opened, subject, by, joined
):
    desk, moment = b.system("desk", started_at=b.moment("2026-02-01 09:00")), b.moment(opened)
    b.tell(
        desk,
        b.ticket("71", subject, moment, client_id="Aldgate Freight", requester=by),
        b.client("Aldgate Freight", "aldgatefreight.example"),
        b.person("Marcus Osei", MARCUS),
        b.person("Femi Ade", FEMI),
    )
    ask(office, "1@x", "2026-03-02 07:00", "The portal is closed to Marcus as well.")
    assert [flag.rules for flag in shown()] == ([["escalation"]] if joined else [])
    if joined:
        assert "Marcus Osei writes by mail about what a colleague has opened a ticket for" in shown()[0].why
