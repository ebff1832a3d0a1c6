"""Meetings are kept as rules; the days around today hold their occurrences."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests import builders as b

from kingpost.knowledge import business, expand
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db


def occurrences() -> list[datetime]:
    return [at for (at,) in rows("SELECT starts_at FROM occurrence ORDER BY 1")]


def test_a_day_has_one_window_whatever_the_hour(monkeypatch):
    """A weekly meeting of a quarter to eleven lies exactly at both ends of the window on its own weekday."""
    monkeypatch.setenv("KINGPOST_NOW", "2026-03-04T10:07:30.000001+00:00")
    weekly = b.meeting("weekly", "Round table", b.moment("2025-09-03 10:30"), [], ends_at="2025-09-03T10:45:00+00:00",
                       recurrence="FREQ=WEEKLY", zone="UTC")  # fmt: skip
    b.tell(b.system("calendar"), weekly)
    before = occurrences()
    assert len(before) == 15
    monkeypatch.setenv("KINGPOST_NOW", "2026-03-04T11:07:30.000001+00:00")
    expand.roll("UTC")
    assert occurrences() == before


def test_a_whole_day_is_one_of_ours_and_moves_when_our_zone_is_corrected(monkeypatch):
    monkeypatch.setenv("KINGPOST_NOW", "2026-03-04T10:00:00+00:00")
    day = b.meeting("day", "Annual leave", b.moment("2026-03-10 00:00"), [], all_day=True)
    day.fields |= {"starts_at": "2026-03-10", "ends_at": "2026-03-11"}
    b.tell(b.system("calendar"), day)
    assert occurrences() == [b.moment("2026-03-10 00:00")]
    business.correct("zone", "Australia/Sydney", b.user("dana@harrowlane.example"))
    assert occurrences() == [b.moment("2026-03-09 13:00")]
    business.correct("zone", "America/New_York", b.user("dana@harrowlane.example"))
    assert occurrences() == [b.moment("2026-03-10 04:00")]
