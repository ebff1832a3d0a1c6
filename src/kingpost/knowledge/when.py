"""The two times of a question: the day it asks about, and what we had learned by then.

``true_at`` is when something held, ``known_at`` when we had read it. Both absent means now; then the present picture answers, as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class When:
    """Two moments with zones, or None: ``true_at`` None is as late as ``known_at``, ``known_at`` None is now."""

    true_at: datetime | None = None
    known_at: datetime | None = None

    @property
    def present(self) -> bool:
        """Nothing was asked for: the picture as it is."""
        return self.true_at is None and self.known_at is None

    def to(self, now: datetime) -> datetime:
        """The day asked about."""
        return self.true_at or self.known_at or now

    def until(self, now: datetime) -> datetime:
        """What happened up to here counts: the day asked about, and nothing later than what was known."""
        return min(at for at in (self.true_at, self.known_at, now) if at is not None)

    def params(self) -> dict[str, str]:
        """The parameters of the SQL files: ``true_at`` and ``known_at``, open ones at the end of time."""
        at = self.true_at or self.known_at
        return {
            "true_at": at.isoformat() if at else "infinity",
            "known_at": self.known_at.isoformat() if self.known_at else "infinity",
        }


NOW = When()
