"""A handover by mail that the other one has not answered."""

from __future__ import annotations

from tests import builders as b
from tests.priorities.conftest import NOOR, PRIYA


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


def test_a_mail_to_many_or_about_something_else_is_none(office, at, shown):
    b.tell(
        office,
        b.mail(
            "1@x", PRIYA, NOOR, "Keys", b.moment("2026-03-02 09:00"), body="Please hand the keys back at reception."
        ),
        b.mail(
            "2@x",
            PRIYA,
            [NOOR, "anil@harrowlane.example"],
            "Move",
            b.moment("2026-03-02 09:00"),
            body="I am handing everything over to you.",
        ),
    )
    at("2026-03-04 12:00")
    assert shown() == []
