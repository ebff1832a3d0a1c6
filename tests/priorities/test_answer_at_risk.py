"""An agreed answer time that will not hold: little is left, others wait before, or the owner is away."""

from __future__ import annotations

from tests import builders as b
from tests.priorities.conftest import NOOR

from kingpost.priorities import numbers
from kingpost.priorities.rules.answer_at_risk import EACH


def ticket(number: str, asked: str):
    return b.ticket(number, f"Question {number}", b.moment(asked), client_id="C1", owner=NOOR,
                    last_client_message_at=b.moment(asked).isoformat())  # fmt: skip


def desk():
    made = b.system("desk", started_at=b.moment("2026-02-01 09:00"))
    b.tell(made, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="C1"), b.staff("Noor Haddad", NOOR))
    return made


def test_it_is_at_risk_an_hour_before_and_late_afterwards(office, at, shown):
    b.tell(desk(), ticket("1", "2026-03-02 09:00"))
    at("2026-03-02 11:59")
    assert shown() == []
    at("2026-03-02 12:00")
    [flag] = shown()
    assert flag.rules == ["answer_at_risk"]
    assert flag.why.startswith("Ticket 1 is to be answered by 13:00 on 2 March and little time is left")
    at("2026-03-02 13:00")
    assert [flag.rules for flag in shown()] == [["client_waiting"]]


def test_a_queue_with_one_owner_makes_it_earlier_whichever_came_in_first(office, at, shown):
    place = desk()
    b.tell(place, ticket("4", "2026-03-02 09:30"))
    b.tell(place, ticket("3", "2026-03-02 09:20"), ticket("1", "2026-03-02 09:00"))
    b.tell(place, ticket("2", "2026-03-02 09:10"))
    at("2026-03-02 11:31")
    [flag] = shown()
    assert (
        "Ticket 4 is to be answered by 13:30 on 2 March and three others wait before it with the same owner" in flag.why
    )
    b.tell(place, b.ticket("1", "Question 1", b.moment("2026-03-02 09:00"), client_id="C1", status="closed"))
    assert shown() == []


def test_one_other_that_waits_before_it(office, at, shown, priya):
    numbers.set_number(priya, EACH, 1)
    b.tell(desk(), ticket("1", "2026-03-02 09:00"), ticket("2", "2026-03-02 09:50"))
    at("2026-03-02 11:55")
    [flag] = shown()
    assert (
        "Ticket 2 is to be answered by 13:50 on 2 March and one other waits before it with the same owner" in flag.why
    )


def test_an_owner_who_is_away_will_not_answer(office, at, shown):
    b.tell(desk(), ticket("1", "2026-03-02 07:30"))
    assert shown() == []
    b.tell(
        office,
        b.meeting(
            "m",
            "Noor Haddad: annual leave",
            b.moment("2026-03-02 00:00"),
            [NOOR],
            all_day=True,
            ends_at="2026-03-04T00:00:00+00:00",
        ),
    )
    [flag] = shown()
    assert flag.why.startswith("Ticket 1 is to be answered by 13:00 on 2 March and its owner is away until 4 March")
