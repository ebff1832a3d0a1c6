"""The two times of an API read: ``true_at`` and ``known_at``, each a day or a moment with a zone."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field

from kingpost.knowledge.when import When
from kingpost.web import asof

TrueAt = Annotated[str | None, Field(description="What held on this day: 2026-03-03, or a moment with its zone.")]
KnownAt = Annotated[str | None, Field(description="What had been learned by this day or moment.")]


def when(true_at: str | None, known_at: str | None) -> When:
    """The two times as asked. Raises ValueError for what is neither a day nor a moment."""
    return When(asof.moment(true_at or ""), asof.moment(known_at or ""))


def takes_or_refuses(read: Callable[..., Any]) -> Callable[..., Any]:
    """For every route of the API: a read that takes no times says so when it is asked for an earlier day, and never answers with the present instead."""
    if "true_at" in inspect.signature(read).parameters:
        return read

    @wraps(read)
    def refusing(request: HttpRequest, *args: Any, **named: Any) -> Any:
        if asked := [name for name in asof.NAMES if name in request.GET]:
            raise ValueError(f"This is known for now alone; ask without {' and '.join(asked)}.")
        return read(request, *args, **named)

    return refusing
