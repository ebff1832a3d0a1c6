"""A thing as it was before its only version: its own dates and happenings tell."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import moment

from kingpost.knowledge.rewind import is_end, rewound

TICKET = {"subject": "Portal", "status": "closed", "created_at": "2026-03-01T09:00:00+00:00", "resolved_at": "2026-03-05T12:00:00+00:00", "reopened": 1}  # fmt: skip
LIFE = [
    (moment("2026-03-01 09:00"), "opened"),
    (moment("2026-03-02 09:00"), "resolved"),
    (moment("2026-03-03 09:00"), "reopened"),
    (moment("2026-03-05 12:00"), "resolved"),
]
READ = moment("2026-03-20 09:00")


def status(at: str) -> tuple[object, ...]:
    said = rewound(TICKET, LIFE, READ, moment(at))
    return said["status"], "resolved_at" in said, said["reopened"]


def test_a_ticket_has_the_state_of_its_last_happening():
    assert status("2026-03-01 12:00") == ("open", False, 0)
    assert status("2026-03-02 12:00") == ("closed", False, 0)
    assert status("2026-03-04 12:00") == ("open", False, 1)
    assert status("2026-03-06 12:00") == ("closed", True, 1)


def test_what_no_date_speaks_of_stays():
    said = rewound({"status": "closed", "priority": "high"}, [], READ, moment("2026-03-04 12:00"))
    assert said == {"status": "closed", "priority": "high"}


def test_an_invoice_paid_later_was_still_to_be_paid():
    paid = {"number": "INV-1", "amount": "100.00", "amount_due": "0.00", "status": "paid", "paid_at": "2026-03-10"}
    then = rewound(
        paid,
        [(moment("2026-02-01 00:00"), "invoiced"), (moment("2026-03-10 00:00"), "paid")],
        READ,
        moment("2026-03-09 23:59"),
    )
    assert then == {"number": "INV-1", "amount": "100.00", "status": "open"}


def test_a_day_without_an_hour_is_that_day_wherever_the_reader_is():
    paid = {"number": "INV-1", "status": "paid", "paid_at": "2026-03-05"}
    life = [(moment("2026-02-01 00:00"), "invoiced"), (moment("2026-03-05 00:00"), "paid")]
    for zone in ("America/New_York", "UTC", "Australia/Sydney"):
        ends = [datetime(2026, 3, day, 23, 59, tzinfo=ZoneInfo(zone)) for day in (4, 5)]
        assert [rewound(paid, life, READ, at)["status"] for at in ends] == ["open", "paid"], zone


def test_a_deal_won_later_had_no_such_stage():
    won = {"name": "Portal", "stage": "Closed Won", "status": "won", "amount": "48000"}
    then = rewound(
        won,
        [(moment("2026-02-01 00:00"), "opened"), (moment("2026-03-10 00:00"), "won")],
        READ,
        moment("2026-03-01 12:00"),
    )
    assert then == {"name": "Portal", "status": "open", "amount": "48000"}


def test_an_escalation_counts_from_when_it_was_one():
    fields, life = {"status": "open", "escalated": True}, [(moment("2026-03-05 00:00"), "escalated")]
    assert "escalated" not in rewound(fields, life, READ, moment("2026-03-04 00:00"))
    assert rewound(fields, life, READ, moment("2026-03-06 00:00"))["escalated"]


@given(st.lists(st.tuples(st.datetimes(timezones=st.just(READ.tzinfo)), st.sampled_from(["opened", "resolved", "reopened", "closed", "commented"])), max_size=8), st.randoms(use_true_random=False))  # fmt: skip
def test_the_order_in_which_happenings_are_told_does_not_matter(life: list[tuple[object, str]], order: random.Random):
    shuffled = life[:]
    order.shuffle(shuffled)
    for at, _ in life:
        assert rewound(TICKET, life, READ, at) == rewound(TICKET, shuffled, READ, at)


def test_what_is_only_partly_or_not_yet_done_has_not_ended():
    assert [word for word in ("Partially paid", "not approved", "Waiting to be closed", "Closed Won", "approved") if is_end(word)] == ["Closed Won", "approved"]  # fmt: skip
