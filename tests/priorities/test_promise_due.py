"""A promise of ours that is nearly due makes a flag, by itself; delivery, dismissal and a new date end it."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.knowledge.models import Promise
from kingpost.knowledge.promises import rulings
from kingpost.priorities import reading


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


def test_one_broken_for_a_month_is_history_and_not_settled(promise, office, at, shown):
    at("2026-03-05 12:00")
    [flag] = shown()
    at("2026-04-05 00:01")
    assert shown() == []
    assert reading.one(flag.id, [1]).closed_why == "ran_out"


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


def test_a_promise_to_look_at_it_is_no_flag_before_its_day_has_passed_and_weighs_little_then(office, at, shown):
    at("2026-03-03 10:00")
    b.tell(
        office,
        b.mail("1@x", MARCUS, NOOR, "Slow laptop", b.moment("2026-03-03 09:00"), body="My laptop is slow since the update."),
        b.mail("2@x", NOOR, MARCUS, "Re: Slow laptop", b.moment("2026-03-03 09:30"), thread="1@x",
               body="Thank you, I have picked this up and will look at it today."),
    )  # fmt: skip
    assert Promise.objects.get().what == "Look at it" and shown() == []
    at("2026-03-03 16:30")
    assert shown() == [], "it was said this morning"
    at("2026-03-04 09:00")
    [flag] = shown()
    assert flag.title == "Slow laptop: look at it, promised for 3 March"
    assert flag.score < 8, "less than what is only late"
