"""Unanswered mails that escalate by their words, or by coming again and again. What tickets say of themselves is in test_flags.py."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import FEMI, MARCUS, NOOR, PRIYA

from kingpost.connectors.base import Happening
from kingpost.priorities.seniority import decides


def ask(office, number: str, at: str, text: str, thread: str = ""):
    b.tell(office, b.mail(number, MARCUS, PRIYA, "Portal", b.moment(at), thread=thread, snippet=text, body=text))


def test_hard_words_raise_a_flag_before_the_agreed_time_is_over(office, shown):
    ask(office, "1@x", "2026-03-02 07:00", "This is unacceptable. Who is on this?")
    [flag] = shown()
    assert flag.rules == ["escalation"]
    assert "Marcus Osei (Head of IT) writes in person" in flag.why
    assert "“This is unacceptable. Who is on this?”" in flag.why
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
        ("2026-03-02 06:20", "Portal does not open", MARCUS, True),  # their own, and now a mail
        ("2026-03-02 06:55", "Portal does not open", MARCUS, False),  # the desk made a ticket of this mail
        ("2026-03-02 06:20", "Portal invoices printer", MARCUS, False),  # one word of three: another matter of theirs
        ("2026-03-01 06:20", "Portal does not open", FEMI, False),  # a day before: another matter
        ("2026-03-02 06:20", "Password of Marcus", FEMI, False),  # a name tells nothing
        ("2026-03-02 06:20", "Printer jams", FEMI, False),
    ],
)
def test_a_mail_about_what_has_just_been_opened_as_a_ticket_raises_one(office, shown, opened, subject, by, joined):
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
        whose = "they have" if by == MARCUS else "a colleague has"
        assert f"Marcus Osei writes by mail about what {whose} opened a ticket for" in shown()[0].why


def on_ticket(*said: str, title: str = "Head of IT", writer: str = MARCUS):
    """What Marcus says on ticket 71, an hour apart, after he opened it."""
    desk = b.system("desk", started_at=b.moment("2026-02-01 09:00"))
    happened = [
        Happening(b.moment(f"2026-03-02 0{n}:00"), "commented", f"wrote “{text}”", writer, f"note {n}")
        for n, text in enumerate(said, 2)
    ]
    b.tell(desk, b.person("Marcus Osei", MARCUS, title=title), b.staff("Noor Haddad", NOOR))
    b.tell(
        desk,
        b.ticket("71", "Portal", b.moment("2026-03-02 01:00"), requester=MARCUS, owner=NOOR, happenings=happened),
    )


def test_a_third_word_on_a_ticket_without_an_answer_raises_one(office, shown):
    on_ticket("Any news?")
    assert shown() == []
    on_ticket("Any news?", "Any news now?")
    [flag] = shown()
    assert flag.rules == ["escalation"]
    assert "Marcus Osei wrote three times on ticket 71 without an answer" in flag.why


@pytest.mark.parametrize(("title", "raised"), [("Chief Executive", True), ("Depot manager", False)])
def test_who_decides_there_need_only_be_concerned_on_a_ticket(office, shown, title, raised):
    b.tell(b.system("crm"), b.person("Marcus Osei", MARCUS, title=title))
    on_ticket("Who is looking after this?", title=title)
    assert [flag.rules for flag in shown()] == ([["escalation"]] if raised else [])
    if raised:
        assert (
            "Marcus Osei (Chief Executive) writes in person on ticket 71: they ask who answers for it" in shown()[0].why
        )


@pytest.mark.parametrize(
    "post",
    ["CEO", "CIO", "Head of IT", "VP Operations", "SVP Sales", "Vice President, Europe", "MD", "General Manager", "Partner", "IT partner", "Managing Partner", "Owner", "Operations Director",
     "Head teacher", "Chairwoman", "Co-founder", "CISO", "Assistant Director", "CEO and HR Business Partner"],
)  # fmt: skip
def test_posts_that_decide(post):
    assert decides(post)


@pytest.mark.parametrize(
    "post",
    ["Executive Assistant to the CEO", "PA to the Managing Director", "HR Business Partner", "Director's assistant", "Secretary to the Head of IT", "Product Owner", "Partner Manager",
     "Principal Engineer", "Finance Business Partner", "Depot manager", "Head chef", "Office manager", "Creative Director", "Channel Partner", ""],
)  # fmt: skip
def test_posts_that_do_not(post):
    assert not decides(post)


def test_a_ticket_due_on_a_day_is_late_by_that_day_and_not_by_midnight_of_the_next(office, shown):
    b.tell(
        b.system("desk", started_at=b.moment("2025-12-01 09:00")),
        b.ticket("71", "Printer", b.moment("2026-02-20 09:00"), due_date="2026-02-27"),
        b.ticket("72", "Scanner", b.moment("2025-12-10 09:00"), due_at="2025-12-12T16:00:00+00:00"),
    )
    assert {flag.title: flag.why.partition("; ")[0].rstrip(".") for flag in shown()} == {
        "Printer": "Ticket 71 was due on 27 February",
        "Scanner": "Ticket 72 was due by 16:00 on 12 December 2025",
    }
