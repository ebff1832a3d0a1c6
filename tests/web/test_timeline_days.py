"""The days of a timeline: the reader's own, and of what knows only its day that day, wherever the reader is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kingpost.knowledge.timelines import Line
from kingpost.web import markup, reader, timeline


def line(at: datetime, kind: str = "invoice") -> Line:
    return Line(at, kind, "invoiced", "Invoice INV-1 sent", "", None, 1, "INV-1", int(at.timestamp()), 2)


@pytest.fixture(params=["Europe/London", "America/New_York", "Asia/Tokyo"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ZoneInfo:
    there = ZoneInfo(request.param)
    monkeypatch.setattr(reader, "zone", lambda: there)
    return there


def test_a_date_alone_stands_under_that_date_without_an_hour(zone: ZoneInfo) -> None:
    dated = line(datetime(2026, 6, 5, tzinfo=UTC))
    written = [
        line(datetime(2026, 6, 4, 21, 30, tzinfo=zone), "message"),
        line(datetime(2026, 6, 4, 8, 15, tzinfo=zone), "message"),
    ]
    lines = sorted([dated, *written], key=lambda one: one.at, reverse=True)
    assert [(day, those) for day, those in timeline.days(lines)] == [
        (date(2026, 6, 5), [dated]),
        (date(2026, 6, 4), written),
    ]
    assert '<time datetime="2026-06-05" title="Friday 5 June' in markup.happened(dated)
    assert ">21:30</time>" in markup.happened(written[0])


def test_a_meeting_at_midnight_utc_has_its_hour(zone: ZoneInfo) -> None:
    met = line(datetime(2026, 6, 5, tzinfo=UTC), "meeting")
    assert f">{met.at.astimezone(zone):%H:%M}</time>" in markup.happened(met)
