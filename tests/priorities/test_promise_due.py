"""A promise of ours that is nearly due makes a flag, by itself; delivery, dismissal and a new date end it."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.knowledge.models import Promise
from kingpost.knowledge.promises import rulings


@pytest.fixture
def promise(office, at):
    at("2026-03-03 10:00")
    b.tell(
        office,
        b.mail(
            "1@x",
            NOOR,
            MARCUS,
            "Portal plan",
            b.moment("2026-03-03 09:30"),
            body="We will send you the go-live plan by Thursday.",
        ),
    )


def test_the_flag_comes_by_itself_on_the_day(promise, at, shown):
    assert shown() == []
    at("2026-03-04 23:00")
    assert shown() == []
    at("2026-03-05 00:01")
    [flag] = shown()
    assert (flag.client, flag.due) == ("Aldgate Freight", b.moment("2026-03-06 00:00"))
    assert "Promised to Marcus Osei for 5 March: “We will send you the go-live plan by Thursday.”" in flag.why


def test_delivery_ends_it(promise, office, at, shown):
    at("2026-03-05 12:00")
    assert len(shown()) == 1
    b.tell(
        office,
        b.mail(
            "2@x",
            NOOR,
            MARCUS,
            "Re: Portal plan",
            b.moment("2026-03-05 11:00"),
            thread="1@x",
            body="The go-live plan is attached.",
        ),
    )
    assert shown() == []


def test_a_new_date_and_a_dismissal_end_it(promise, office, at, shown):
    at("2026-03-05 12:00")
    one = Promise.objects.get()
    made = rulings.rule(b.user(PRIYA), one.record_id, one.words, "dismissed")
    b.settle()
    assert shown() == []
    rulings.withdraw(b.user(PRIYA), [made.pk])
    b.settle()
    assert len(shown()) == 1
    b.tell(office, b.mail("2@x", NOOR, MARCUS, "Re: Portal plan", b.moment("2026-03-05 11:00"), thread="1@x",
                          body="We have to move the go-live plan: not Thursday, but Wednesday 11 March."))  # fmt: skip
    assert shown() == []


def test_what_they_promised_is_no_flag_of_ours(office, at, shown):
    at("2026-03-05 12:00")
    b.tell(
        office,
        b.mail(
            "1@x",
            MARCUS,
            NOOR,
            "List",
            b.moment("2026-03-03 09:30"),
            body="I'll send you the list of users by Thursday. Thanks.",
            bulk=False,
        ),
    )
    assert [flag for flag in shown() if "promised" in flag.why.lower()] == []
