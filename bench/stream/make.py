"""Make a whole stream: some weeks of history first, then the thirty days that are played."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bench.stream.critical import EACH, Critical
from bench.stream.events import Stream
from bench.stream.everyday import Everyday

START = datetime(2026, 10, 4, 23, tzinfo=UTC)  # midnight in London; the clocks go back in the scored half
DAYS = 30
HISTORY = 14  # days before it


def make(seed: int = 11, *, days: int = DAYS, share: float = 1.0, each: int = EACH, history: int = HISTORY) -> Stream:
    """The stream of a seed. ``share`` makes it thinner, ``each`` is how many critical events of each kind there are."""
    stream = Stream(START, START + timedelta(days=days), seed)
    everyday = Everyday(stream, share)
    everyday.whole((START - timedelta(days=history)).date() + timedelta(days=1), stream.end.date())
    Critical(stream, everyday, each)
    stream.events.sort(key=lambda event: event.at)
    stream.moments.sort(key=lambda moment: moment.at)
    return stream
