"""Cursor paging: a page names the cursor of the next one. A cursor is opaque, and refused when it is not ours."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime
from typing import Annotated

from ninja import Field

from kingpost.web.addresses import PLACES

Limit = Annotated[int, Field(ge=1, le=200)]
"""How many results a page may hold."""

NOT_OURS = "This cursor is not one of ours."


def cursor(place: int) -> str:
    """The cursor for going on behind a number: an offset, or the last id given."""
    return urlsafe_b64encode(str(place).encode()).decode().rstrip("=")


def moment_cursor(at: datetime, given: int) -> str:
    """The cursor for going on behind a moment of which ``given`` lines were given."""
    return urlsafe_b64encode(f"{at.isoformat()} {given}".encode()).decode().rstrip("=")


def after_number(given: str | None) -> int:
    """The number a cursor stands for. Raises ValueError when it is not one of ours."""
    number = _text(given) or "0"
    if not number.isdecimal() or len(number) > PLACES:
        raise ValueError(NOT_OURS)
    return int(number)


def after_moment(given: str | None) -> tuple[datetime | None, int]:
    """The moment a cursor stands for and how many of its lines were given. Raises ValueError when it is not one of ours."""
    at, _, count = _text(given).partition(" ")
    if not at:
        return None, 0
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise ValueError(NOT_OURS) from None
    if moment.tzinfo is None or not count.isdecimal() or len(count) > PLACES:
        raise ValueError(NOT_OURS)
    return moment, int(count)


def _text(given: str | None) -> str:
    if not given:
        return ""
    try:
        return b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True).decode()
    except (Error, UnicodeDecodeError):
        raise ValueError(NOT_OURS) from None
