"""The first look: what the first systems brought, while the rest of their history is still loading. Read from the picture, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kingpost.toolbox.sql import rows, sql

MOST = 50_000  # things counted; beyond that a first look says "more than"
NEWEST = 5_000  # happenings looked at for how much is linked


@dataclass(frozen=True)
class FirstLook:
    """``found`` is [(kind, how many)], most first; ``bounded`` when there is more than was counted. Of the ``newest`` mails, tickets and
    invoices ``linked`` are known to be a client's."""

    found: list[tuple[str, int]]
    colleagues: int
    clients: int
    newest: int
    linked: int
    bounded: bool


def look(seen_by: Sequence[int]) -> FirstLook:
    """What this reader may see of it, in two queries."""
    counted = rows(sql("first_look"), {"seen_by": list(seen_by), "most": MOST})
    [(newest, linked)] = rows(sql("first_look_linked"), {"seen_by": list(seen_by), "most": NEWEST})
    found = {kind: many for kind, many, *_ in counted}
    return FirstLook(
        list(found.items()),
        sum(staff for *_, staff, _ in counted),
        found.get("client", 0),
        newest,
        linked,
        any(bounded for *_, bounded in counted),
    )
