"""The time zone somebody names behind an hour: "14:00 CET", "9am EST", "14:00 UTC+2", "3pm London time". Pure tables.

People write the short name of a zone all year: "CET" in July may mean the clocks there or the hour by the standard. Where the two are not the same on that day,
and where a name is not known or stands for several zones, nobody can tell the moment.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_PLACES = {
    "Europe/London": "uk,london,british,england", "Europe/Dublin": "dublin,irish", "Europe/Berlin": "berlin,german,paris,french,madrid,rome,amsterdam,dutch,vienna,zurich,swiss,brussels,central european",
    "Europe/Athens": "athens,greek,helsinki,finnish,eastern european", "Europe/Lisbon": "lisbon", "Europe/Istanbul": "istanbul,turkish", "America/New_York": "new york,eastern,boston,toronto,nyc",
    "America/Chicago": "chicago,central", "America/Denver": "denver,mountain", "America/Los_Angeles": "los angeles,pacific,san francisco,seattle,la", "Asia/Dubai": "dubai", "Asia/Kolkata": "india,indian,mumbai,delhi",
    "Asia/Singapore": "singapore", "Asia/Hong_Kong": "hong kong", "Asia/Tokyo": "tokyo,japan", "Australia/Sydney": "sydney,melbourne",
}  # fmt: skip
_BY_PLACE = {place: ZoneInfo(zone) for zone, names in _PLACES.items() for place in names.split(",")}
_SHORT = {
    "UTC": ("UTC", 0), "GMT": ("Europe/London", 0), "BST": ("Europe/London", 60), "WET": ("Europe/Lisbon", 0), "WEST": ("Europe/Lisbon", 60), "CET": ("Europe/Berlin", 60), "CEST": ("Europe/Berlin", 120),
    "MEZ": ("Europe/Berlin", 60), "MESZ": ("Europe/Berlin", 120), "EET": ("Europe/Athens", 120), "EEST": ("Europe/Athens", 180), "MSK": ("Europe/Moscow", 180), "EST": ("America/New_York", -300),
    "EDT": ("America/New_York", -240), "CDT": ("America/Chicago", -300), "MST": ("America/Denver", -420), "MDT": ("America/Denver", -360), "PST": ("America/Los_Angeles", -480),
    "PDT": ("America/Los_Angeles", -420), "SAST": ("Africa/Johannesburg", 120), "SGT": ("Asia/Singapore", 480), "HKT": ("Asia/Hong_Kong", 480), "JST": ("Asia/Tokyo", 540), "KST": ("Asia/Seoul", 540),
    "AEST": ("Australia/Sydney", 600), "AEDT": ("Australia/Sydney", 660), "NZST": ("Pacific/Auckland", 720), "NZDT": ("Pacific/Auckland", 780),
}  # fmt: skip
"""Short names of zones: where they hold, and the minutes they are ahead of UTC by the standard."""
_EITHER = {"ET": "America/New_York", "PT": "America/Los_Angeles"}
NAMES = frozenset([*_SHORT, *_EITHER])
"""The short names whose hour ``moment`` can tell."""
_NAMED = re.compile(
    r"\.?\s?(?:h|hrs?|hours)?\s*[(,]?\s*(?:(?P<by>(?:UTC|GMT)\s?[+−–-]\s?\d{1,2}(?::?[0-5]\d)?)|(?P<short>[A-Z]{2,4}T|BST|UTC|MSK|MES?Z|ET|PT|Z)\b"
    rf"|(?P<place>(?i:{'|'.join(sorted(map(re.escape, _BY_PLACE), key=len, reverse=True))}|your|their|his|her|local|our|my)) (?i:(?:local )?time)\b|(?P<coast>Eastern|Pacific|Mountain)\b)"
)
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+−–-])\s?(\d{1,2}):?(\d\d)?")
UNKNOWN = "unknown"


def named(behind: str) -> str:
    """The zone named at the start of what stands behind an hour; "" for none, UNKNOWN for one nobody can be sure of ("your time", "IST")."""
    hit = _NAMED.match(behind)
    if hit is None:
        return ""
    if hit["by"] or hit["short"] in _SHORT or hit["short"] in _EITHER:
        return str(hit["by"] or hit["short"])
    if hit["short"] == "Z":
        return "UTC"
    place = (hit["place"] or hit["coast"] or "").casefold()
    return "" if place in ("our", "my") else place if place in _BY_PLACE else UNKNOWN


def moment(at: datetime, name: str) -> datetime | None:
    """An hour without a zone as the moment it is in the zone of this name (``named``); None where that is not certain."""
    if offset := _OFFSET.fullmatch(name):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0)) * (1 if offset[1] == "+" else -1)
        return at.replace(tzinfo=timezone(ahead)) if abs(ahead) < timedelta(hours=15) else None
    if name in _SHORT:
        place, minutes = _SHORT[name]
        exact = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
        return exact if exact == at.replace(tzinfo=ZoneInfo(place)).astimezone(exact.tzinfo) else None
    if name in _EITHER:
        return at.replace(tzinfo=ZoneInfo(_EITHER[name]))
    return at.replace(tzinfo=_BY_PLACE[name]) if name in _BY_PLACE else None
