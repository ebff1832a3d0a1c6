"""Working hours: nights, weekends, days off, both clock changes, and zones on either side of us."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpost.priorities.hours import WorkingHours

LONDON = WorkingHours(ZoneInfo("Europe/London"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_four_hours_from_friday_afternoon_end_on_monday_morning() -> None:
    assert LONDON.add(utc("2026-01-16 15:30"), 4) == utc("2026-01-19 11:00")


def test_a_mail_in_the_night_is_counted_from_opening() -> None:
    assert LONDON.add(utc("2026-01-19 03:00"), 1) == utc("2026-01-19 10:00")
    assert LONDON.add(utc("2026-01-18 12:00"), 0) == utc("2026-01-19 09:00")  # a Sunday


def test_summer_time_moves_opening_in_utc() -> None:
    assert LONDON.add(utc("2026-03-27 16:30"), 2) == utc(
        "2026-03-30 09:00"
    )  # 17:30 Friday GMT; Monday opens at 08:00 UTC


@pytest.mark.parametrize(("night", "hours"), [("2026-03-28", 7.0), ("2026-10-24", 9.0), ("2026-06-13", 8.0)])
def test_a_night_shift_over_the_clock_change_is_as_long_as_it_is(night: str, hours: float) -> None:
    shift = WorkingHours(ZoneInfo("Europe/London"), frozenset(range(7)), time(22), time(6))
    opens, closes = shift.span(date.fromisoformat(night)) or pytest.fail("no shift")
    assert (closes - opens) / timedelta(hours=1) == hours
    assert shift.between(opens, closes) == hours


@pytest.mark.parametrize(
    ("zone", "opens"), [("Asia/Kolkata", "03:30"), ("America/New_York", "14:00"), ("Pacific/Auckland", "20:00")]
)
def test_opening_is_local(zone: str, opens: str) -> None:
    there = WorkingHours(ZoneInfo(zone))
    first, _ = next(there.spans(utc("2026-01-19 18:00" if zone == "Pacific/Auckland" else "2026-01-19 00:00")))
    assert first.strftime("%H:%M") == opens


def test_days_off_are_passed_over() -> None:
    christmas = WorkingHours(ZoneInfo("Europe/London"), closed=frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
    assert christmas.add(utc("2026-12-24 17:00"), 1) == utc("2026-12-29 09:30")


def test_a_calendar_without_working_days_gives_up_with_a_reason() -> None:
    never = WorkingHours(ZoneInfo("Europe/London"), days=frozenset())
    with pytest.raises(ValueError, match="no working days"):
        never.add(utc("2026-01-19 09:00"), 1)


def test_read_from_the_business_value() -> None:
    hours = WorkingHours.of({"working_hours": {"days": [6], "start": "10:00", "end": "12:00"}, "zone": "Europe/Berlin"})
    assert hours.add(utc("2026-01-19 00:00"), 1) == utc("2026-01-25 10:00")
    assert WorkingHours.of({"working_hours": {"days": []}, "zone": "Europe/Berlin"}).days == frozenset(range(5))


@pytest.mark.parametrize(
    ("zone", "closed", "start", "hours", "end"),
    [
        (
            "Europe/London",
            "2026-03-30",
            "2026-03-27 16:30",
            2,
            "2026-03-31 09:00",
        ),  # clocks go forward on the Sunday before
        ("Europe/London", "2026-10-26", "2026-10-23 15:30", 2, "2026-10-27 10:00"),  # and back
        ("America/New_York", "2026-03-09", "2026-03-06 21:30", 2, "2026-03-10 14:00"),  # three weeks earlier
        ("America/New_York", "2026-03-30", "2026-03-27 16:30", 2, "2026-03-27 18:30"),  # in the middle of their Friday
    ],
)
def test_a_day_off_next_to_a_change_of_clocks(zone: str, closed: str, start: str, hours: float, end: str) -> None:
    ours = WorkingHours.of({"working_hours": {"start": "09:00", "end": "17:30", "closed": [closed]}, "zone": zone})
    assert ours.add(utc(start), hours) == utc(end)
    assert ours.before(utc(end), hours) == utc(start)
    assert ours.between(utc(start), utc(end)) == hours


@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC)),
    hours=st.integers(0, 400).map(lambda n: n / 4),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_adding_and_measuring_agree(start: datetime, hours: float, zone: str) -> None:
    calendar = WorkingHours(ZoneInfo(zone))
    end = calendar.add(start, hours)
    assert calendar.between(start, end) == pytest.approx(hours)
    if hours:
        assert calendar.between(calendar.before(end, hours), end) == pytest.approx(hours)
