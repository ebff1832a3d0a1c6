"""What was seen while a stream was played: what the scores are counted from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bench.stream.closing import Closed
from bench.stream.events import Stream


@dataclass(frozen=True, slots=True)
class Seen:
    """A flag that asked for attention, or that a mail told of: when, and the entities of what it rests on. ``at_once``: on Today or by a mail."""

    at: datetime
    flag: int
    title: str
    score: float
    rules: tuple[str, ...]
    entities: frozenset[int]
    interrupts: bool
    at_once: bool


@dataclass
class Played:
    """What was seen: each time a flag asked for attention, Today as it stood, how long slices took, and the people who look."""

    stream: Stream
    seen: list[Seen] = field(default_factory=list)
    days: list[tuple[datetime, list[tuple[int, frozenset[int]]]]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    loading: float = 0.0
    arrived: dict[int, datetime] = field(default_factory=dict)
    closed: Closed = field(default_factory=Closed)
