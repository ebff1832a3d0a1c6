"""Dates as people write them, resolved against the mail they stand in."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kingpost.toolbox import dates

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 3, 2, 9, 15, tzinfo=LONDON)


def found(text: str, written: datetime = MONDAY, zone: ZoneInfo = LONDON) -> list[str]:
    return [one.day.isoformat() for one in dates.find(text, written, zone)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It goes live on 2026-03-27.", "2026-03-27"),
        ("It goes live on 27 March 2026.", "2026-03-27"),
        ("Live on Friday 27 March, as agreed", "2026-03-27"),
        ("live by Friday, the 27th of March", "2026-03-27"),
        ("March 27th, 2026 it is", "2026-03-27"),
        ("due 02 April.", "2026-04-02"),
        ("due Apr. 2", "2026-04-02"),
        ("due on 27/03/2026", "2026-03-27"),
        ("due on 27.3.26", "2026-03-27"),
        ("on Friday", "2026-03-06"),
        ("by this Friday", "2026-03-06"),
        ("on Monday", "2026-03-09"),
        ("next Friday", "2026-03-13"),
        ("Tuesday next week", "2026-03-10"),
        ("last Friday", "2026-02-27"),
        ("tomorrow", "2026-03-03"),
        ("The day after tomorrow", "2026-03-04"),
        ("in two weeks", "2026-03-16"),
        ("within 3 working days", "2026-03-05"),
        ("in five business days", "2026-03-09"),
        ("by the end of the week", "2026-03-06"),
        ("by end of next week", "2026-03-13"),
        ("at the end of this month", "2026-03-31"),
        ("end of next month", "2026-04-30"),
        ("end of June", "2026-06-30"),
        ("by the 27th", "2026-03-27"),
        ("by the 1st", "2026-04-01"),
        ("on Friday 20th", "2026-03-20"),
        ("on Friday the 20th", "2026-03-20"),
        ("Thursday, 19th at noon", "2026-03-19"),
        ("on Friday 20.", "2026-03-20"),
        ("on Friday 20 at ten", "2026-03-20"),
        ("on Friday 3rd", "2026-04-03"),
        ("last Friday 20th", "2026-02-20"),
        ("on Friday 21st", "2026-03-21"),
        ("on Friday 20 people come", "2026-03-06"),
        ("live on 20/03/2026.", "2026-03-20"),
        ("live on 20.03.2026.", "2026-03-20"),
        ("(20.03.26)", "2026-03-20"),
    ],
)
def test_a_date_is_the_day_it_means(text, day):
    assert found(text) == [day]


@pytest.mark.parametrize("text", ["version 4.2.1 is out", "release 4.2.18", "4.2.18", "release 12.10.26", "Version: 3.10.2027", "v12.10.26", "build 1.12.10.26", "firmware v 11.12.26", "ticket 4471", "it may work", "call 020 7946 0800", "31 June", "page 12", "a second time", "£1,500.00", "10:30", "10.12.20.5", "Friday 21 at ten"])  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert found(text) == []


def test_single_digits_before_a_year_of_two_are_a_day_of_about_now():
    assert found("by 9.3.26") == ["2026-03-09"]
    assert found("release 9.3.26") == []


def test_a_date_in_figures_has_the_month_first_where_people_write_it_so():
    for text, there, elsewhere in [
        ("03/12/2026", "2026-03-12", "2026-12-03"), ("3/27/26", "2026-03-27", "2026-03-27"), ("27/3/26", "2026-03-27", "2026-03-27"), ("03.12.2026", "2026-12-03", "2026-12-03"),
    ]:  # fmt: skip
        assert [f"{one.day}" for one in dates.find(text, MONDAY, LONDON, month_first=True)] == [there]
        assert found(text) == [elsewhere]


def test_without_a_year_it_is_the_nearest_one_rather_ahead():
    assert found("28 February") == ["2026-02-28"]
    assert found("5 January", datetime(2026, 11, 20, tzinfo=LONDON)) == ["2027-01-05"]
    assert found("20 December", datetime(2027, 1, 4, tzinfo=LONDON)) == ["2026-12-20"]
    assert found("29 February", datetime(2027, 11, 1, tzinfo=LONDON)) == ["2028-02-29"]


def test_tomorrow_is_that_of_the_writer():
    late = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert found("tomorrow", late, ZoneInfo("Asia/Tokyo")) == ["2026-03-04"]
    assert found("tomorrow", late, ZoneInfo("America/New_York")) == ["2026-03-03"]


def test_each_date_of_a_sentence_is_found_once_and_in_its_place():
    text = "Not Friday 27 March but Monday 30 March."
    assert [text[one.start : one.end] for one in dates.find(text, MONDAY, LONDON)] == [
        "Friday 27 March",
        "Monday 30 March",
    ]
    assert [one.day for one in dates.find(text, MONDAY, LONDON)] == [date(2026, 3, 27), date(2026, 3, 30)]
