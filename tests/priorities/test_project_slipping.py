"""A project that will not be done in time at its own pace."""

from __future__ import annotations

from tests import builders as b


def test_one_that_tells_no_pace_slips_once_its_due_date_is_some_days_past(office, at, shown):
    tracker = b.system("tracker", started_at=b.moment("2026-01-02 09:00"))
    made = b.Statement(
        "project",
        "P1",
        "Portal",
        {"name": "Portal", "status": "Active", "start_date": "2026-01-05", "due_date": "2026-03-20"},
    )
    b.tell(tracker, made, b.task("1", "Plan", project="P1", status="Done", due_date="2026-03-15", completed_at="2026-03-15"))  # fmt: skip
    at("2026-03-24 23:59")
    assert shown() == []
    at("2026-03-25 08:00")
    [flag] = shown()
    assert (flag.title, flag.why) == ("Portal is slipping", "“Portal” was due on 20 March and is still open.")
    made.fields["status"] = "Completed"
    b.tell(tracker, made)
    assert shown() == []


def test_it_slips_from_the_day_its_own_pace_says_so(office, at, shown):
    tracker = b.system("tracker", started_at=b.moment("2026-01-02 09:00"))
    b.tell(
        tracker,
        b.Statement("project", "P1", "Portal", {"name": "Portal", "status": "Active", "start_date": "2026-01-05", "due_date": "2026-04-15"}),
        b.task("1", "Plan", project="P1", status="Done", due_date="2026-01-15", completed_at="2026-01-15"),
        b.task("2", "Build", project="P1", status="Done", due_date="2026-01-25", completed_at="2026-01-26"),
        b.task("3", "Check", project="P1", status="Done", due_date="2026-02-14", completed_at="2026-02-14"),
        b.task("4", "Go-live", project="P1", due_date="2026-04-15", owner="noor"),
        b.task("5", "Training", project="P1", due_date="2026-03-06", owner="noor"),
    )  # fmt: skip
    assert shown() == []
    at("2026-03-26 08:00")
    slipping = [flag for flag in shown() if "project_slipping" in flag.rules]
    assert [(flag.title, flag.kind) for flag in slipping] == [("Portal is slipping", "project")]
    assert "“Portal” is slipping: 3 of 5 items are done, so far in 1" in slipping[0].why
    b.tell(
        tracker, b.task("5", "Training", project="P1", status="Done", due_date="2026-03-06", completed_at="2026-03-07")
    )
    assert shown() == []
