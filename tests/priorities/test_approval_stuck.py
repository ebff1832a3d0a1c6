"""An approval that waits longer than three working days."""

from __future__ import annotations

from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR


def test_an_approval_is_stuck_after_three_working_days_and_no_longer_once_answered(office, at, shown):
    b.tell(
        office,
        b.mail(
            "1@x",
            NOOR,
            MARCUS,
            "Extra day on site",
            b.moment("2026-03-02 09:00"),
            body="Could you approve the extra day on site?",
        ),
    )
    at("2026-03-04 12:00")
    assert shown() == []
    at("2026-03-05 10:00")
    [flag] = shown()
    assert flag.rules == ["approval_stuck"]
    assert flag.client == "Aldgate Freight"
    assert (
        "“Extra day on site” waits for approval. Marcus Osei was asked by Noor Haddad on 2 March; no yes or no is recorded."
        in flag.why
    )
    b.tell(
        office,
        b.mail(
            "2@x", MARCUS, NOOR, "Re: Extra day on site", b.moment("2026-03-05 11:00"), body="Approved.", thread="1@x"
        ),
    )
    assert shown() == []


def test_a_weekend_does_not_count(office, at, shown):
    b.tell(
        office,
        b.mail(
            "1@x",
            NOOR,
            MARCUS,
            "Extra day on site",
            b.moment("2026-03-05 09:00"),
            body="Could you approve the extra day on site?",
        ),
    )
    at("2026-03-09 16:00")
    assert shown() == []
    at("2026-03-10 10:00")
    assert [flag.title for flag in shown()] == ["Extra day on site"]
