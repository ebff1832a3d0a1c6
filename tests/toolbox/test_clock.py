from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from kingpost.toolbox import clock
from kingpost.toolbox.environment import SettingError

QUARTER_TO_EIGHT = datetime(2025, 3, 4, 7, 42, tzinfo=UTC)


def test_now_is_the_machine_clock_in_utc() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().utcoffset() == timedelta(0)
    assert not clock.overridden()


def test_a_moved_clock_starts_at_the_moment_and_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINGPOST_NOW", "2025-03-04T07:42:00.000001+00:00")
    first = clock.now()
    assert timedelta(0) <= first - QUARTER_TO_EIGHT < timedelta(seconds=5)
    time.sleep(0.01)
    assert clock.now() - first >= timedelta(milliseconds=10)
    assert clock.overridden()


def test_children_keep_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINGPOST_NOW", "2025-03-04T07:42:00.000002+00:00")
    ours = clock.now()
    for name, value in clock.for_children().items():
        monkeypatch.setenv(name, value)
    assert abs(clock.now() - ours) < timedelta(seconds=5)


def test_today_depends_on_the_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINGPOST_NOW", "2025-06-30T23:30:00+00:00")
    assert clock.today("UTC") == date(2025, 6, 30)
    assert clock.today("Europe/London") == date(2025, 7, 1)


@pytest.mark.parametrize("wrong", ["yesterday", "2025-03-04T07:42:00"])
def test_an_unusable_moment_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("KINGPOST_NOW", wrong)
    with pytest.raises(SettingError, match="KINGPOST_NOW"):
        clock.now()


def test_the_tests_run_on_the_machine_clock() -> None:
    assert "KINGPOST_NOW" not in os.environ


def test_midnight_is_when_the_day_began_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINGPOST_NOW", "2025-06-30T23:30:00+00:00")
    assert clock.midnight() == datetime(2025, 6, 30, tzinfo=UTC)
    assert clock.midnight("Europe/London") == datetime(2025, 6, 30, 23, tzinfo=UTC)
