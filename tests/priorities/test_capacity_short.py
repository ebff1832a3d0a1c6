"""More work than time next week, told of a department, and only where the data says enough."""

from __future__ import annotations

from typing import Any

import pytest
from tests import builders as b
from tests.priorities.conftest import NOOR, PRIYA

from kingpost.knowledge import business


@pytest.fixture
def team(office):
    crm = b.system("crm")
    b.tell(
        crm,
        b.client("Harrow Lane Services", "harrowlane.example"),
        b.staff("Noor Haddad", NOOR, department="Cloud", hours_per_week="20"),
        b.staff("Priya Raman", PRIYA, department="Board", hours_per_week="40"),
    )
    b.tell(
        office,
        b.meeting(
            "m",
            "Noor Haddad: annual leave",
            b.moment("2026-03-09 00:00"),
            [NOOR],
            all_day=True,
            ends_at="2026-03-11T00:00:00+00:00",
        ),
    )
    tracker = b.system("tracker", started_at=b.moment("2026-02-01 09:00"))
    b.tell(tracker, b.staff("Noor Haddad", NOOR))
    return tracker


def tasks(hours: int, **more: Any):
    return [
        b.task(
            str(n),
            f"Step {n}",
            due_date=f"2026-03-1{n}",
            owner=NOOR,
            estimate_hours=str(hours),
            **more,
        )
        for n in (1, 2, 3)
    ]


def test_a_week_that_does_not_fit_is_told_and_one_that_does_is_not(team, shown):
    b.tell(team, *tasks(4))
    assert shown() == []
    b.tell(team, *tasks(5))
    [flag] = shown()
    assert (flag.title, flag.rules) == ("Cloud has more work than time in the week of 9 March", ["capacity_short"])
    assert (
        flag.why
        == "Cloud has three tasks due in the week of 9 March, 15 hours of work, and 12 hours beside absence and meetings."
    )
    b.tell(team, *tasks(5, status="Done")[:1])
    assert shown() == []


@pytest.mark.parametrize(("closed", "left"), [("2026-03-12", "8 hours"), ("2026-03-10", "12 hours")])
def test_a_day_off_is_no_working_time_and_not_taken_from_leave_as_well(team, priya, shown, closed, left):
    business.correct("days_off", [{"on": closed, "name": "Bank holiday"}], priya)
    b.tell(team, *tasks(5))
    assert f"and {left} beside absence and meetings" in shown()[0].why


def test_without_estimates_or_weekly_hours_nothing_is_said(team, shown):
    b.tell(team, *tasks(40))
    assert len(shown()) == 1
    b.tell(team, *[b.task(str(n), f"Step {n}", due_date=f"2026-03-1{n}", owner=NOOR) for n in (1, 2)])
    assert shown() == []
