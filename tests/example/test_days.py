"""The example's calendar: working days, clocks that change, and where the dates of the story fall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kingpost.example.days import Days, add_hours, bank_holidays, easter, is_working, local, moment, shift, snap
from kingpost.example.story import dates, last_mail_at

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    """A London moment."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_easter_and_bank_holidays_are_england_s() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2027)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
    ]
    assert {
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 4),
        date(2026, 5, 25),
        date(2026, 8, 31),
    } <= bank_holidays(2026)
    assert not is_working(date(2026, 12, 25))


def test_moment_is_london_time_on_both_sides_of_the_clock_change() -> None:
    assert moment(date(2026, 7, 1), 9.5) == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert moment(date(2026, 11, 1), 9.5) == datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        assert local(moment(day, 9)).hour == 9


def test_hours_are_counted_in_working_time_only() -> None:
    friday = moment(date(2026, 11, 20), 17)
    assert local(add_hours(friday, 1)) == at("2026-11-23T09:30")
    assert local(add_hours(moment(date(2026, 11, 21), 12), 2)) == at("2026-11-23T11:00")
    assert local(add_hours(moment(date(2026, 11, 23), 6), 0.5)) == at("2026-11-23T09:30")
    assert local(add_hours(moment(date(2026, 12, 24), 17), 1)) == at("2026-12-28T09:30")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Days(datetime(2026, 11, 23, 7, 42))


@pytest.mark.parametrize("offset", range(0, 400, 3))
def test_the_story_s_dates_keep_their_order_on_any_day(offset: int) -> None:
    day = date(2026, 1, 1) + timedelta(days=offset)
    days = Days(moment(day, 7.7))
    story = dates(days)
    assert is_working(days.base)
    assert days.base >= day
    assert day < story.go_live < story.go_live_tracker
    assert is_working(story.go_live)
    assert is_working(story.go_live_tracker)
    assert story.pell_told.weekday() == story.pell_crm.weekday() == 5
    assert 3 <= (story.pell_told - day).days <= 9
    assert days.ahead(-1) < days.base < days.ahead(1)
    assert shift(days.base, 3) == days.ahead(3)
    assert snap(days.base) == days.base


@pytest.mark.parametrize("clock", ["00:00", "00:30", "05:10", "07:09", "07:10", "07:42", "12:00", "23:59"])
def test_the_last_mail_lies_before_now_and_after_the_one_of_the_evening(clock: str) -> None:
    days = Days(at(f"2026-11-24T{clock}"))
    evening = moment(days.today - timedelta(days=1), 22 + 14 / 60)
    assert evening < last_mail_at(days) <= days.now - timedelta(minutes=12)


def test_the_drawing_s_dates_come_out_on_the_drawing_s_day() -> None:
    story = dates(Days(at("2026-11-23T07:42")))
    assert [str(day) for day in (story.go_live, story.go_live_tracker, story.pell_told, story.pell_crm)] == [
        "2026-11-27",
        "2026-11-30",
        "2026-11-28",
        "2026-12-12",
    ]
