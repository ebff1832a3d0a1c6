"""Only one of us knows a client: about the client, and new only when it became so while we looked."""

from __future__ import annotations

from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.priorities import numbers, reading
from kingpost.priorities.rules import one_head


def mails(office, who: str, first: int, times: int, month: str):
    b.tell(
        office,
        *(
            b.mail(
                f"{who}{month}{n}@x",
                who,
                MARCUS,
                f"Note {first + n}",
                b.moment(f"{month}-{first + n:02d} 10:00"),
                body="Here it is.",
            )
            for n in range(times)
        ),
    )


def test_it_becomes_so_when_the_second_ones_last_word_is_too_old(office, at, shown, priya):
    mails(office, NOOR, 2, 1, "2025-12")
    mails(office, PRIYA, 1, 14, "2026-02")
    assert shown() == []
    at("2026-06-04 10:00")
    assert [(flag.title, flag.rules) for flag in shown()] == [("Only one of us knows Aldgate Freight", ["one_head"])]
    b.tell(office, b.mail("new@x", NOOR, MARCUS, "Hello", b.moment("2026-06-04 09:00"), body="I am Noor."))
    assert shown() == []


def test_what_was_always_so_is_on_the_list_from_before(office, at, shown, priya):
    mails(office, PRIYA, 1, 14, "2026-02")
    assert shown() == []
    assert [flag.rules for flag in reading.listed(audiences.allowed(priya), before_start=True)] == [["one_head"]]


def test_a_client_may_have_months_of_its_own(office, at, shown, priya):
    """Noor last wrote in December: three months for this client are over in March, whatever the number for all is."""
    mails(office, NOOR, 2, 1, "2025-12")
    mails(office, PRIYA, 1, 14, "2026-02")
    assert shown() == []
    made = numbers.set_number(priya, one_head.MONTHS, 2, b.entity("Aldgate Freight"))
    b.settle()
    [flag] = reading.listed(audiences.allowed(priya), before_start=None)
    assert flag.rules == ["one_head"] and "for 2 months" in flag.why
    numbers.withdraw(priya, [made.pk])
    b.settle()
    assert reading.listed(audiences.allowed(priya), before_start=None) == []
    at("2026-06-04 10:00")
    assert [flag.rules for flag in shown()] == [["one_head"]]
    numbers.set_number(priya, one_head.MONTHS, 12, b.entity("Aldgate Freight"))
    b.settle()
    assert shown() == [], "within twelve months two of us dealt with them"
