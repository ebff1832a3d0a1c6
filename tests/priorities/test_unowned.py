"""Work nobody will do: no owner, the owner has left, or is away; one flag for a project or a client."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests import builders as b
from tests.priorities.conftest import NOOR

from kingpost.knowledge import business
from kingpost.priorities import numbers
from kingpost.priorities.rules import unowned

PROJECT = b.Statement("project", "P1", "Portal", {"name": "Portal", "status": "Active", "due_date": "2026-06-01"})


@pytest.fixture
def tracker(office):
    tracker = b.system("tracker", started_at=b.moment("2026-02-01 09:00"))
    b.tell(tracker, b.staff("Noor Haddad", NOOR))
    return tracker


def test_unowned_tasks_of_a_project_are_one_flag_from_three_days_before(tracker, at, shown):
    b.tell(
        tracker,
        PROJECT,
        b.task("1", "Book the room", project="P1", due_date="2026-03-06"),
        b.task("2", "Invite everybody", project="P1", due_date="2026-03-06"),
        b.task("3", "Order lunch", project="P1", due_date="2026-03-06", owner=NOOR),
    )
    assert shown() == []
    at("2026-03-03 08:00")
    [flag] = shown()
    assert (flag.title, flag.kind, flag.rules) == ("Portal: two pieces of work have no owner", "project", ["unowned"])
    at("2026-03-06 08:00")
    [flag] = shown()
    assert flag.rules == ["work_due"]
    b.tell(
        tracker,
        b.task("1", "Book the room", project="P1", status="Done"),
        b.task("2", "Invite everybody", project="P1", status="Done"),
    )
    assert shown() == []


def test_a_ticket_without_an_owner_is_told_on_its_client_after_a_working_day(office, at, shown):
    desk = b.system("desk", started_at=b.moment("2026-02-01 09:00"))
    tickets = [b.ticket(n, f"Printer {n}", b.moment("2026-03-02 09:00"), client_id="C1") for n in ("1", "2")]
    b.tell(desk, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="C1"), *tickets)
    assert shown() == []
    at("2026-03-03 09:01")
    [flag] = shown()
    assert (flag.title, flag.client) == ("Aldgate Freight: two pieces of work have no owner", "Aldgate Freight")
    by = b.user("owner@harrowlane.example", role="admin")
    made = numbers.set_number(by, unowned.HOURS, 20, b.entity("Aldgate Freight"))
    b.settle()
    assert shown() == []
    numbers.withdraw(by, [made.pk])
    b.settle()
    assert len(shown()) == 1


def test_work_of_somebody_who_left_and_of_somebody_who_is_away(office, tracker, at, shown):
    b.tell(
        tracker,
        PROJECT,
        b.task("1", "Book the room", project="P1", due_date="2026-03-04", owner=NOOR),
    )
    assert shown() == []
    away = b.meeting(
        "m",
        "Noor Haddad: annual leave",
        b.moment("2026-03-02 00:00"),
        [NOOR],
        all_day=True,
        ends_at="2026-03-06T00:00:00+00:00",
    )
    b.tell(office, away)
    [flag] = shown()
    assert flag.why == "“Book the room” is due on 4 March; its owner is away until 6 March."
    b.tell(office, gone=[away])
    assert shown() == []
    b.tell(b.system("crm"), b.staff("Noor Haddad", NOOR, status="left"))
    [flag] = shown()
    assert flag.why == "“Book the room” belongs to Noor Haddad, who has left."
    assert flag.title == "Portal: “Book the room” has nobody to do it"


def test_work_of_somebody_whom_the_staff_list_alone_says_to_be_on_leave(tracker, shown):
    b.tell(tracker, b.task("1", "Book the room", due_date="2026-03-04", owner=NOOR))
    staff = b.system("crm")
    b.tell(staff, b.staff("Noor Haddad", NOOR, status="Parental leave"))
    [flag] = shown()
    assert flag.why == "“Book the room” is due on 4 March; its owner is on leave, as the staff list says."
    b.tell(staff, b.staff("Noor Haddad", NOOR, status="Active"))
    assert shown() == []


@pytest.mark.parametrize("zone", ["Australia/Sydney", "America/Los_Angeles", "Europe/London"])
def test_a_whole_day_away_is_the_working_day_wherever_we_are(office, tracker, at, shown, zone):
    business.correct("zone", zone, b.user("dana@harrowlane.example"))
    b.tell(tracker, b.task("1", "Book the room", due_date="2026-03-04", owner=NOOR))
    away = b.meeting("m", "Noor Haddad: annual leave", b.moment("2026-03-03 00:00"), [NOOR], all_day=True)
    away.fields |= {"starts_at": "2026-03-03", "ends_at": "2026-03-06"}
    b.tell(office, away)
    at(datetime(2026, 3, 3, 10, tzinfo=ZoneInfo(zone)).astimezone(UTC).strftime("%Y-%m-%d %H:%M"))
    [flag] = shown()
    assert flag.why == "“Book the room” is due on 4 March; its owner is away until 6 March."


def test_a_project_whose_owner_left_has_nobody_to_lead_it(tracker, shown):
    project = b.Statement(
        "project", "P1", "Portal", PROJECT.fields | {"owner_name": "Noor Haddad"}, refs=[b.Ref("owner", "person", NOOR)]
    )
    b.tell(tracker, project)
    assert shown() == []
    b.tell(b.system("crm"), b.staff("Noor Haddad", NOOR, status="left"))
    [flag] = shown()
    assert (flag.title, flag.why) == ("Portal has nobody to lead it", "“Portal” belongs to Noor Haddad, who has left.")
    b.tell(tracker, b.task("1", "Book the room", project="P1", due_date="2026-03-04", owner=NOOR))
    [flag] = shown()
    assert flag.title == "Portal: “Book the room” has nobody to do it"
