"""Times on a page are in its reader's own zone; who has chosen none reads in the business's own."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse

from kingpost.accounts.models import User
from kingpost.knowledge import business, days_off
from kingpost.toolbox import clock

_reading: ContextVar[HttpRequest | None] = ContextVar("reading", default=None)


class ReaderMiddleware:
    """Remembers whose request this is. Nothing is read from the database until a page writes a time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _reading.set(request)
        try:
            return self.get_response(request)
        finally:
            _reading.reset(token)


def zone() -> ZoneInfo:
    """The zone of whoever reads the page being made; outside a request the business's own."""
    request = _reading.get()
    if request is None or request.method != "GET":  # what is sent may change it
        return _zone_of(request)
    held: ZoneInfo | None = getattr(request, "_zone", None)
    if held is None:
        held = _zone_of(request)
        request._zone = held  # type: ignore[attr-defined]
    return held


def _zone_of(request: HttpRequest | None) -> ZoneInfo:
    user = request.user if request is not None else None
    chosen = user.zone if isinstance(user, User) or getattr(user, "is_authenticated", False) else ""  # type: ignore[union-attr]
    return _zone(chosen) if chosen else our_zone()


def today() -> date:
    """The date it is for whoever reads the page being made; on a dated page the day it is about. One and the same for all of a page."""
    request = _reading.get()
    held: date | None = getattr(request, "_today", None)
    if held is None:
        held = (day_of_page() or clock.now()).astimezone(zone()).date()
        if request is not None and request.method == "GET":
            request._today = held  # type: ignore[attr-defined]
    return held


def our_zone() -> ZoneInfo:
    """The business's own zone, whoever reads."""
    return _zone(str(business_values()["zone"]))


def day_of_page() -> datetime | None:
    """The moment a dated page is about; None on a page about now. Words such as "today" are for pages about now alone."""
    return getattr(_reading.get(), "_day_of_page", None)


def kept() -> str:
    """What links of a dated page carry on: "true_at=2026-03-03", or ""."""
    return str(getattr(_reading.get(), "_kept", ""))


def keep(request: HttpRequest, day: datetime, question: str) -> None:
    """Say that this request's page is about ``day``."""
    request._day_of_page, request._kept, request._today = day, question, None  # type: ignore[attr-defined]


def business_values(request: HttpRequest | None = None) -> dict[str, Any]:
    """What we know of our own business; read once a request."""
    request = request or _reading.get()
    if request is None:
        return business.values()
    held: dict[str, Any] | None = getattr(request, "_business", None)
    if held is None:
        held = business.values()
        request._business = held  # type: ignore[attr-defined]
    return held


def closed() -> frozenset[date]:
    """The days nobody works; days told or promised in working days pass over them."""
    return days_off.closed_days(business_values())


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")  # a zone renamed in the database of zones: a page in UTC is better than no page
