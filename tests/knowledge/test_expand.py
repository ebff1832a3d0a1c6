"""Meetings are kept as rules; the days around today hold their occurrences."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests import builders as b

from kingpost.knowledge import expand
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
    expand.roll()
    assert occurrences() == before
