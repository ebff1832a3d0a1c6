"""The zone behind an hour: the moment that is meant, or none where nobody can be sure."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kingpost.toolbox import zones

MARCH, JULY = (
    datetime(2026, 3, 12, 14),
    datetime(2026, 7, 9, 14),
)  # in March the clocks are forward in America and not yet in Europe


def utc(behind: str, at: datetime = MARCH) -> str:
    found = zones.moment(at, zones.named(behind))
    return found.astimezone(UTC).strftime("%H:%M") if found else ""


@pytest.mark.parametrize(("behind", "hour"), [
    (" CET on Thursday", "13:00"), (" (CET)", "13:00"), (", CET", "13:00"), (" MEZ", "13:00"), (" GMT", "14:00"), (" UTC", "14:00"), ("Z", "14:00"), (" UTC+2", "12:00"),
    (" GMT+1", "13:00"), (" UTC-05:00", "19:00"), (" UTC +0530", "08:30"), (" EDT", "18:00"), (" ET", "18:00"), (" PDT", "21:00"), (" PT", "21:00"), (" EET", "12:00"), (" London time", "14:00"),
    (" New York time", "18:00"), (" Eastern time", "18:00"), (" Eastern", "18:00"), (" German time", "13:00"), (" UK time", "14:00"), (" hrs CET", "13:00"), (". EDT", "18:00"), (" JST", "05:00"),
])  # fmt: skip
def test_a_zone_that_is_known(behind: str, hour: str) -> None:
    assert utc(behind) == hour


@pytest.mark.parametrize(("behind", "hour"), [(" CEST", "12:00"), (" BST", "13:00"), (" EDT", "18:00"), (" Paris time", "12:00"), (" UTC", "14:00")])  # fmt: skip
def test_in_summer(behind: str, hour: str) -> None:
    assert utc(behind, JULY) == hour


@pytest.mark.parametrize("behind", [
    " IST", " (IST)", " AST", " CST", " GST", " your time", " their time", " local time", " his time", " Your local time", " XYT", " UTC+20", " EST", " PST", " CEST", " BST", " AEST", " WEST", " EEST", " MST",
])  # fmt: skip
def test_a_zone_nobody_can_be_sure_of_in_march(behind: str) -> None:
    assert zones.named(behind) and utc(behind) == ""


@pytest.mark.parametrize("behind", [" CET", " GMT", " EST", " MEZ"])
def test_winter_time_named_in_summer_is_not_certain(behind: str) -> None:
    assert zones.named(behind) and utc(behind, JULY) == ""


@pytest.mark.parametrize("behind", [
    "", " on Thursday", ".", ", see you then", " at our office", " our time", " my time", " in London", " with the UK team", " to test it", " for the German team", " and lunch", " MEETING", " at Central Station",
    " A", " if that suits", " in Paris", " for a long time", " next time", " this time",
])  # fmt: skip
def test_no_zone(behind: str) -> None:
    assert zones.named(behind) == ""
