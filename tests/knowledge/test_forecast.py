"""When a project will be done at its own pace, and when that is not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b

from kingpost.accounts.models import EVERYONE
from kingpost.knowledge.forecast import Forecast, Item, forecasts, of

START, DUE = date(2026, 1, 5), date(2026, 4, 15)  # a hundred days


def planned(after: int, late: int | None = None) -> Item:
    """Due so many days after the start; closed so many days after that, or open."""
    due = START + timedelta(days=after)
    return Item(late is None, due, START, None if late is None else due + timedelta(days=late))


def forecast(*items: Item, due: date | None = DUE, today: int = 50) -> Forecast:
    return of(1, "Portal", due, START, items, START + timedelta(days=today))


def test_a_project_on_plan_ends_on_its_due_date():
    found = forecast(planned(10, 0), planned(20, 0), planned(40, 0), planned(90))
    assert (found.day, found.days_late, found.pace, found.done, found.all) == (DUE, 0, 1.0, 3, 4)
    assert (
        found.says
        == "3 of 4 items are done, so far as planned. At that pace it ends on 15 April, in time for 15 April."
    )


def test_delays_that_grow_are_carried_on_to_the_end():
    found = forecast(planned(10, 2), planned(20, 4), planned(40, 8), planned(90))
    assert (found.day, found.days_late) == (DUE + timedelta(days=20), 20)
    assert (
        found.says
        == "3 of 4 items are done, so far in 120% of the planned time. At that pace it ends on 5 May, 20 days after 15 April."
    )


def test_days_of_another_year_are_said_with_their_year():
    items = (planned(10, 10), planned(20, 20), planned(40, 40), planned(190))
    assert (
        "it ends on 22 January 2027, 191 days after 15 July 2026."
        in forecast(*items, due=START + timedelta(days=191), today=90).says
    )
    passed = forecast(planned(10, 0), planned(20, 0), planned(40, 0), planned(90), today=400).says
    assert "it ends on 9 February 2027, 300 days after 15 April 2026." in passed


def test_what_is_overdue_now_counts_as_late_as_it_is_by_now():
    on_time = (planned(10, 0), planned(20, 0), planned(30, 0))
    assert forecast(*on_time, planned(60), today=60).days_late == 0
    assert (forecast(*on_time, planned(60), today=80).days_late or 0) > 20


def test_one_forgotten_trifle_does_not_move_the_end_far():
    rest = [planned(n, 0) for n in range(20, 90, 10)]
    assert (forecast(planned(15), *rest, planned(95), today=90).days_late or 0) <= 5


def test_without_dates_it_counts_items():
    done = [Item(False, None, None, START + timedelta(days=n)) for n in range(10, 60, 10)]
    found = forecast(*done, Item(True), Item(True), today=50)
    assert found.day == START + timedelta(days=70)
    assert found.says == "5 of 7 items are done, in 50 days. At that pace it ends on 16 March, in time for 15 April."


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([], "no tasks or milestones of it are known"),
        ([planned(10, 0), planned(20, 0), planned(30)], "that is too few to tell a pace"),
        ([planned(10, 0), planned(20, 0), planned(30, 1)], "everything planned is done, but the project is still open"),
        (
            [Item(False), Item(False), Item(False), Item(True)],
            "that is too few to tell a pace, as they have no due dates",
        ),
    ],
)
def test_what_is_not_known_says_why(items: list[Item], reason: str):
    found = forecast(*items)
    assert (found.day, found.days_late, found.reason) == (None, None, reason)
    assert reason in found.says.lower()[:1] + found.says[1:] or reason.capitalize() in found.says


@given(
    st.lists(st.tuples(st.integers(1, 99), st.none() | st.integers(-5, 60)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_items_does_not_matter_and_no_end_lies_in_the_past(rows, random):
    items = [planned(*row) for row in rows]
    mixed = items.copy()
    random.shuffle(mixed)
    found = forecast(*items)
    assert found == forecast(*mixed)
    assert found.day is None or found.day >= START + timedelta(days=50)
    assert bool(found.day) != bool(found.reason)


def test_it_is_read_from_what_systems_say_and_leaves_out_what_was_cancelled(db):
    crm = b.system("tracker")
    b.tell(
        crm,
        b.Statement(
            "project",
            "P1",
            "Portal",
            {"name": "Portal", "status": "Active", "start_date": "2026-01-05", "due_date": "2026-04-15"},
        ),
        b.task("1", "Plan", project="P1", status="Done", due_date="2026-01-15", completed_at="2026-01-17"),
        b.task(
            "2", "Build", project="P1", status="Done", due_date="2026-01-25", completed_at="2026-01-29T09:00:00+00:00"
        ),
        b.task("3", "Test", project="P1", status="Done", due_date="2026-02-14", completed_at="2026-02-22"),
        b.task("4", "Party", project="P1", status="Cancelled", due_date="2026-02-14"),
        b.task("4b", "Feast", project="P1", status="Withdrawn", due_date="2026-02-14"),
        b.task("5", "Go-live", project="P1", due_date="2026-04-15"),
    )
    [found] = forecasts([EVERYONE], date(2026, 2, 24))
    assert (found.title, found.due, found.day, found.done, found.all) == ("Portal", DUE, date(2026, 5, 5), 3, 4)
    assert forecasts([EVERYONE], date(2026, 2, 24), [b.entity("Portal", "project")]) == [found]
    assert forecasts([], date(2026, 2, 24)) == []
