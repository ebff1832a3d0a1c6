"""A flag that is open already asks for attention again when something comes up that cannot wait until somebody looks at it anyway."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kingpost.toolbox.sql import rows, sql

ALARMS = (
    "answer_at_risk",
    "approval_stuck",
    "disagreement",
    "escalation",
    "invoice_due",
    "promise_due",
    "unfamiliar",
    "unheard",
    "unowned",
)
"""Rules whose news raises a flag again. A client who merely asks once more, or one more piece of late work, waits on the page."""


def raise_again(things: Collection[int], now: datetime) -> set[int]:
    """Give the open flags about these things a new moment (``raised_at``) where news calls for it. Returns the flags raised."""
    if not things:
        return set()
    found = rows(sql("raised"), {"things": sorted(things), "alarms": list(ALARMS), "now": now})
    return {flag for (flag,) in found}
