"""The two times of an API read: ``true_at`` and ``known_at``, each a day or a moment with a zone."""

from __future__ import annotations

from typing import Annotated

from ninja import Field

from kingpost.knowledge.when import When
from kingpost.web import asof

TrueAt = Annotated[str | None, Field(description="What held on this day: 2026-03-03, or a moment with its zone.")]
KnownAt = Annotated[str | None, Field(description="What had been learned by this day or moment.")]


def when(true_at: str | None, known_at: str | None) -> When:
    """The two times as asked. Raises ValueError for what is neither a day nor a moment."""
    return When(asof.moment(true_at or ""), asof.moment(known_at or ""))
