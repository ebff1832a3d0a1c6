"""Time zones as calendars name them, as the IANA zones everybody else knows."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# Tried in this order when a calendar brings a zone of its own making: the first with the same offsets all year stands for it.
_USUAL_NAMES = (
    "Europe/London Europe/Berlin Europe/Helsinki Europe/Moscow America/New_York America/Chicago America/Denver America/Phoenix "
    "America/Los_Angeles America/Halifax America/Sao_Paulo Asia/Kolkata Asia/Dubai Asia/Shanghai Asia/Tokyo Asia/Singapore "
    "Australia/Sydney Australia/Adelaide Australia/Brisbane Australia/Perth Pacific/Auckland Africa/Johannesburg Africa/Lagos"
)
USUAL = _USUAL_NAMES.split()
_OTHERS = sorted(set(WINDOWS_TO_OLSON.values()) - set(USUAL))
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAME = re.compile(r"[A-Za-z][A-Za-z_+-]*(?:/[A-Za-z0-9_+-]+){0,2}|UTC|GMT")


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo | None:
    """The zone a TZID means: an IANA name, a Windows name, or a path that ends with an IANA name. None when unknown."""
    text = name.strip().strip('"')
    text = WINDOWS_TO_OLSON.get(text, text)
    pieces = text.strip("/").split("/")
    for count in range(min(3, len(pieces)), 0, -1):
        tail = "/".join(pieces[-count:])
        if _NAME.fullmatch(tail) and (count > 1 or len(pieces) == 1):
            try:
                return ZoneInfo(tail)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return None


def named(info: tzinfo | None, year: int) -> ZoneInfo | None:
    """The IANA zone behind any tzinfo: itself, or one with the same offsets in every month of ``year``."""
    if info is None or isinstance(info, ZoneInfo):
        return info
    if info is UTC:
        return ZoneInfo("UTC")
    months = [datetime(min(max(year, 1970), 2037), month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
    try:
        offsets = [moment.replace(tzinfo=info).utcoffset() for moment in months]
    except (ValueError, OverflowError):
        return None
    if not any(offsets):
        return ZoneInfo("UTC")
    summers = len(set(offsets)) > 1  # the rules of a rare zone with summer time do not follow from one year
    for name in USUAL if summers else (*USUAL, *_OTHERS):
        known = ZoneInfo(name)
        if all(
            moment.replace(tzinfo=known).utcoffset() == offset for moment, offset in zip(months, offsets, strict=True)
        ):
            return known
    return None


@lru_cache(maxsize=64)
def vtimezone(name: str, year: int) -> bytes:
    """The VTIMEZONE for an IANA zone, with the rules of ``year`` and on. b"" for UTC and for unknown names."""
    info = zone(name)
    if info is None or name in ("UTC", "Etc/UTC"):
        return b""
    changes = _transitions(info, year)
    parts = [_observance(info, moment) for moment in changes if len(changes) == 2] or [
        _observance(info, datetime(year, 1, 1, tzinfo=UTC))
    ]
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *(line for part in parts for line in part), "END:VTIMEZONE", ""]
    return "\r\n".join(lines).encode()


def _transitions(info: ZoneInfo, year: int) -> list[datetime]:
    """The moments (UTC, to the minute) in ``year`` at which the zone's offset changes."""
    found = []
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(367)]
    for before, after in pairwise(hours):
        low, high = before, after
        if low.astimezone(info).utcoffset() != high.astimezone(info).utcoffset():
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                middle = middle.replace(second=0, microsecond=0)
                low, high = (
                    (middle, high)
                    if middle.astimezone(info).utcoffset() == low.astimezone(info).utcoffset()
                    else (low, middle)
                )
            found.append(high)
    return found


def _observance(info: ZoneInfo, moment: datetime) -> list[str]:
    """STANDARD or DAYLIGHT that starts at ``moment``, repeated each year where the zone does so."""
    before, after = (moment - timedelta(minutes=1)).astimezone(info), moment.astimezone(info)
    wall = (moment + (before.utcoffset() or timedelta())).replace(tzinfo=None)
    kind = "DAYLIGHT" if after.dst() else "STANDARD"
    lines = [f"BEGIN:{kind}", f"DTSTART:{wall:%Y%m%dT%H%M%S}", f"TZNAME:{after.tzname()}"]
    lines += [f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(after)}"]
    if before.utcoffset() != after.utcoffset():
        lines.append(f"RRULE:FREQ=YEARLY;BYMONTH={wall.month};BYDAY={_which(info, wall)}{_WEEKDAYS[wall.weekday()]}")
    return [*lines, f"END:{kind}"]


def _which(info: ZoneInfo, wall: datetime) -> int:
    """-1 when the change always falls on the last such weekday of its month, else which one it is."""
    days = [
        other
        for year in range(wall.year, wall.year + 6)
        for other in _transitions(info, year)
        if abs((other.replace(tzinfo=None) - wall.replace(year=year)).days) < 10
    ]
    always_last = all(day.day + 7 > monthrange(day.year, day.month)[1] for day in days)
    return -1 if always_last else (wall.day - 1) // 7 + 1


def _offset(moment: datetime) -> str:
    return f"{moment:%z}"[:5]
