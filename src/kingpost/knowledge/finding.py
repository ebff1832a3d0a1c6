"""Find anything by words: what the box at the top does while one types.

All words must occur; the last one may be a beginning. Candidates are capped before they are ranked, and words that are common are looked for among the newest
things alone, so they cost no more than rare ones. Names of clients, people and projects come first, also when misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.toolbox import clock
from kingpost.toolbox.sql import planned_rows, sql

CANDIDATES = 400
NEWEST = 2000  # things of late that are gone through one by one first
PLENTY = 100  # of them that fit are enough
_WORD = re.compile(r"[\w@.+-]+")


@dataclass(frozen=True)
class Found:
    """One thing the box found."""

    id: int
    kind: str
    title: str
    at: datetime | None
    client: str
    client_id: int | None


def find(text: str, seen_by: Sequence[int], *, kinds: Sequence[str] | None = None, limit: int = 12) -> list[Found]:
    """What fits these words best. Empty for text without a word in it."""
    words = [word.strip(".-+@") for word in _WORD.findall(text.casefold())]
    words = [word for word in words if word]
    if not words:
        return []
    query = " & ".join([*(f"'{w}'" for w in words[:-1]), f"'{words[-1]}':*"])
    found = planned_rows(sql("find"), {"query": query, "text": " ".join(words), "start": f"{' '.join(words)}%", "seen_by": list(seen_by),
                               "kinds": list(kinds) if kinds else None, "candidates": CANDIDATES, "newest": NEWEST, "plenty": PLENTY, "limit": limit, "now": clock.now()})  # fmt: skip
    return [Found(*row) for row in found]
