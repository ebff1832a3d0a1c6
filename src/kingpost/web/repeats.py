"""How often a meeting takes place, in words: "every two weeks on Monday, until 30 March 2026" for the rules people make in their calendars."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from kingpost.web import wording

_OFTEN: Final = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_DAYS: Final = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday", "SU": "Sunday"}  # fmt: skip
_WHICH: Final = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}
_SAID: Final = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"})
OTHER: Final = "by a rule of its own"


def said(rule: str) -> str:
    """A rule as RFC 5545 writes it ("FREQ=WEEKLY;INTERVAL=2") in words; ``OTHER`` for one that takes more than a few."""
    parts = {
        name.upper(): value.upper() for name, _, value in (part.partition("=") for part in rule.split(";")) if name
    }
    often, interval = _OFTEN.get(parts.get("FREQ", "")), parts.get("INTERVAL", "1")
    if often is None or not interval.isdecimal() or not parts.keys() <= _SAID:
        return OTHER
    days = _days(parts)
    if days is None:
        return OTHER
    every = f"every {often}" if int(interval) == 1 else f"every {wording.number(int(interval))} {often}s"
    return every + (f" on {days}" if days else "") + _end(parts)


def _days(parts: dict[str, str]) -> str | None:
    """The days of a rule; "" where it names none, None where they are told in a way we do not say."""
    if "BYMONTHDAY" in parts:
        day = parts["BYMONTHDAY"]
        if parts["FREQ"] != "MONTHLY" or "BYDAY" in parts or not re.fullmatch(r"-1|[1-9]\d?", day):
            return None
        return "the last day" if day == "-1" else f"day {day}"
    found = []
    for one in filter(None, parts.get("BYDAY", "").split(",")):
        hit = re.fullmatch(r"\+?(-?\d)?([A-Z]{2})", one)
        if (
            hit is None
            or hit[2] not in _DAYS
            or parts["FREQ"] != ("MONTHLY" if hit[1] else "WEEKLY")
            or hit[1] not in (None, *_WHICH)
        ):
            return None
        found.append(f"the {_WHICH[hit[1]]} {_DAYS[hit[2]]}" if hit[1] else _DAYS[hit[2]])
    return wording.listed(found)


def _end(parts: dict[str, str]) -> str:
    if (count := parts.get("COUNT", "")).isdecimal():
        return f", {wording.count(int(count), 'time')}"
    if hit := re.match(r"(\d{4})(\d\d)(\d\d)", parts.get("UNTIL", "")):
        try:
            return f", until {wording.day(date(int(hit[1]), int(hit[2]), int(hit[3])))}"
        except ValueError:
            return ""
    return ""
