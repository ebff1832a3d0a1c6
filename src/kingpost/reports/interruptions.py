"""What interrupts us, across all channels: mails that came to us and meetings that began. For the business as a whole or for oneself, never for another.

``SOURCES`` are named .sql files beside this one. Each gives the same columns: when, channel (a key of ``CHANNELS``), the system's own name and sender's domain
("" where it is none), the thing, its title, who it is from, and whether it was filed out of the inbox. A further source is one more file and one more name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kingpost.toolbox.sql import rows, sql

SOURCES = ("interruptions_mails", "interruptions_meetings")
CHANNELS = {
    "system": "Notifications of systems",
    "client": "Mails of clients",
    "colleague": "Mails of colleagues",
    "other": "Mails of others",
    "bulk": "Sent to many",
    "automatic": "Automatic answers",
    "meeting": "Meetings that began",
}
"""The channels in the order of the page, with their names."""


@dataclass(frozen=True)
class Interruption:
    """One mail that came, or one meeting that began."""

    at: datetime
    channel: str
    service: str
    domain: str
    thing: int
    title: str
    by: str
    filed: bool


@dataclass
class Count:
    """How often one source interrupted, by day; ``filed`` of them went out of the inbox by themselves."""

    channel: str
    service: str
    domain: str
    days: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    filed: int = 0

    @property
    def total(self) -> int:
        return sum(self.days.values())

    @property
    def left(self) -> int:
        """What interrupted after filing."""
        return self.total - self.filed


def counted(seen_by: Sequence[int], start: datetime, end: datetime, zone: str, person: int | None) -> list[Count]:
    """Every source between two moments, by channel, the largest first. ``person`` is the reader's own entity, None for the whole business."""
    found = rows(_sql() + sql("interruptions_count"), _params(seen_by, start, end, person) | {"zone": zone})
    made: dict[tuple[str, str, str], Count] = {}
    for channel, service, domain, day, many, filed in found:
        one = made.setdefault((channel, service, domain), Count(channel, service, domain))
        one.days[day] += many
        one.filed += filed
    order = list(CHANNELS)
    return sorted(made.values(), key=lambda one: (order.index(one.channel), -one.total, one.service, one.domain))


def listed(
    seen_by: Sequence[int], start: datetime, end: datetime, person: int | None, channel: str, service: str | None = None, domain: str | None = None,
    *, limit: int = 100, offset: int = 0,
) -> list[Interruption]:  # fmt: skip
    """The rows behind one number, newest first. ``service`` and ``domain`` None take all of the channel."""
    params = _params(seen_by, start, end, person) | {
        "channel": channel,
        "service": service,
        "domain": domain,
        "limit": limit,
        "offset": offset,
    }
    return [Interruption(*row) for row in rows(_sql() + sql("interruptions_listed"), params)]


def _sql() -> str:
    every = " UNION ALL ".join(f"({sql(name)})" for name in SOURCES)
    return f"WITH came (at, channel, service, domain, entity_id, title, by_name, filed) AS ({every})\n"


def _params(seen_by: Sequence[int], start: datetime, end: datetime, person: int | None) -> dict[str, Any]:
    return {"seen_by": list(seen_by), "start": start, "end": end, "person": person}
