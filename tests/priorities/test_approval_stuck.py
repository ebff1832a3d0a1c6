"""An approval that waits longer than three working days."""

from __future__ import annotations

from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR

from kingpost.connectors.base import Statement
from kingpost.knowledge import business


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


def test_what_was_asked_on_a_day_without_an_hour_was_asked_on_that_day(office, at, shown):
    """In New York the first moment of that day is the evening before."""
    business.correct("zone", "America/New_York", b.user("priya@harrowlane.example"))
    fields = {"name": "Extra day on site", "state": "asked", "asked_at": "2026-03-03"}
    b.tell(office, Statement("approval", "A1", "Extra day on site", fields, at=b.moment("2026-03-03 15:00")))
    at("2026-03-12 15:00")
    [flag] = shown()
    assert "It was asked for on 3 March; no yes or no is recorded." in flag.why


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


def test_other_working_hours_are_counted_at_once(office, at, shown):
    """Also for what is about no client, which no client's terms bring round again."""
    b.tell(
        office,
        b.mail("1@x", NOOR, "priya@harrowlane.example", "Extra day on site", b.moment("2026-03-02 09:00"), body="Could you approve the extra day on site?"),
    )  # fmt: skip
    at("2026-03-04 12:00")
    assert shown() == []
    business.correct(
        "working_hours",
        {"days": [0, 1, 2, 3, 4, 5, 6], "start": "00:00", "end": "23:00"},
        b.user("owner@harrowlane.example", role="admin"),
    )
    b.settle()
    assert [flag.rules for flag in shown()] == [["approval_stuck"]]
