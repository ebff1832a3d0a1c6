"""The forms values take on their way into PostgreSQL: safe text, JSON it accepts, and the binary shapes of COPY."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from struct import Struct
from typing import Any

import msgspec

JSONB_VERSION = b"\x01"  # what PostgreSQL's binary form of jsonb begins with
_Y2000 = datetime(2000, 1, 1, tzinfo=UTC)
_pack_long = Struct("!q").pack
_UNSAFE = re.compile("[\0\ud800-\udfff]")
_encode = msgspec.json.Encoder(order="deterministic").encode


def safe(text: str) -> str:
    """PostgreSQL holds neither NUL nor lone surrogates; the raw bytes keep what was really there."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSAFE.sub("\ufffd", text)


def as_uuids(keys: Iterable[bytes]) -> str:
    """A uuid[] parameter as PostgreSQL writes one."""
    return "{" + ",".join([key.hex() for key in keys]) + "}"


def moment(at: datetime) -> bytes:
    """The binary form of a timestamptz: microseconds since 2000. Raises ValueError for a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"The moment {at} has no zone.")
    since = at - _Y2000
    return _pack_long((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


def json_bytes(value: Any) -> bytes:
    """JSON that PostgreSQL takes: no NUL and no lone surrogate, whatever a connector let through."""
    try:
        encoded = _encode(value)
    except UnicodeEncodeError:
        return json_bytes(_safe_inside(value))
    return encoded.replace(b"\\u0000", b"\\ufffd") if b"\\u0000" in encoded else encoded


def _safe_inside(value: Any) -> Any:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, Mapping):
        return {_safe_inside(k): _safe_inside(v) for k, v in value.items()}
    return [_safe_inside(v) for v in value] if isinstance(value, list | tuple) else value
