"""The list of systems as a page shows it: one line each, in one query whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class ListedSystem:
    """One system in one line. ``mine`` is False when the reader may not see what it says: then there are no counts, only its state.

    ``reading`` counts what a running read has read so far; ``proven`` is True when every kind could be counted; ``as_of``, ``oldest`` and the
    counts are over all its kinds.
    """

    key: str
    title: str
    connector: str
    mine: bool
    paused: bool
    loaded_at: datetime | None
    read_at: datetime | None
    reading: int | None
    error: str
    retry_at: datetime | None
    held: int
    counted: int | None
    missing: int
    surplus: int
    unreadable: int
    proven: bool
    as_of: datetime | None
    oldest: datetime | None
    writes: list[str]
    vanishing: bool
    disconnected: bool = False

    @property
    def whole(self) -> bool:
        """Read once to the end, and nothing missing, too many or unreadable."""
        return self.loaded_at is not None and not (self.missing or self.surplus or self.unreadable or self.vanishing)


def listed(seen_by: Sequence[int], *, all_titles: bool = False, key: str = "") -> list[ListedSystem]:
    """Systems this reader may see, by title. ``all_titles`` adds the others by name and state alone, for whoever looks after systems."""
    return [
        ListedSystem(*row)
        for row in rows(sql("systems_listed"), {"seen_by": list(seen_by), "all": all_titles, "key": key})
    ]
