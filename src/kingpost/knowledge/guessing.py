"""Guess what we know about our own business from the data: own domains, name, zone, hours, who counts as a client.

Each guess names what it was made from. A person's correction always holds (business.py).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kingpost.connectors.formats.addresses import FREE_MAIL
from kingpost.connectors.formats.zones import USUAL
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge import country, days_off
from kingpost.knowledge.business import adopt, held, value, zone
from kingpost.toolbox.sql import execute, rows, sql

GUESS = "guess"  # its bookmark: how much of the picture the last guess had seen

ENOUGH = 20  # mails that say where the clocks of our people stand
MOST_AGREE = 0.8  # share of them a zone must explain

Guess = tuple[Any, str]  # the value, and what it was guessed from


def outdated() -> bool:
    """Whether the picture changed since the last guess and has come to rest, so that guessing again is worth it."""
    [(old, at_rest)] = rows(
        sql("guess_outdated"),
        {"guess": GUESS, "picture": int(Stream.PICTURE), "before": [int(Stream.RECORD), int(Stream.ENTITY)]},
    )
    return bool(old and at_rest)


def guess() -> list[str]:
    """Guess every value again from the data. Returns the names of those we go by that changed."""
    seen = changes.latest([Stream.PICTURE])  # read first: what changes while we guess is for the next time
    changed = adopt(guesses())
    execute(
        """INSERT INTO bookmark AS b (stage, position) VALUES (%s, %s)
           ON CONFLICT (stage) DO UPDATE SET position = greatest(b.position, excluded.position)""",
        [GUESS, seen],
    )
    return changed


def guesses() -> dict[str, Guess]:
    """Every value that can be guessed now, by name."""
    found: dict[str, Guess] = {}
    own = [domain for (domain,) in rows(sql("guess_own_domains"), {"free_mail": sorted(FREE_MAIL)})]
    if own:
        found["own_domains"] = (own, "the addresses of your staff and mailboxes")
        known = value("own_domains") or own
        both_ways = [d for (d,) in rows(sql("guess_client_domains"), {"own": known}) if d not in FREE_MAIL]
        found["client_domains"] = (both_ways, "domains that wrote to you and that you wrote to, at least twice each")
        for (name,) in rows(sql("guess_name"), {"own": known}):
            found["name"] = (name, "what staff lists, cards and invoices call you")
        if where := usual_zone(rows(sql("guess_zone"), {"own": known})):
            found["zone"] = (where, "the clocks your staff's own mails were written by")
    known_of_us = held()
    said = known_of_us.get("zone")
    where_from = country.guessed(
        value("own_domains"),
        found["zone"][0] if "zone" in found else str(value("zone")) if said and said.corrected else "",
    )
    if where_from:
        found["country"] = where_from
    if hours := _hours():
        found["working_hours"] = (hours, "when your staff's own mails were written")
    corrected = known_of_us["country"].corrected if "country" in known_of_us else None
    if holidays := days_off.guessed(corrected or (where_from[0] if where_from else str(value("country")))):
        found["holidays"] = holidays
    elif value("holidays"):
        found["holidays"] = ([], "calendars, which hold none any more")
    return found


def usual_zone(written: Collection[tuple[str, str, int]]) -> str | None:
    """The first usual zone whose clocks agree with most of (day, offset such as "+01:00" or "Z", how many mails); None where none does.

    A zone without a mail from both halves of its year cannot be told from its neighbours without summer time, so the more usual one is taken.
    """
    total = sum(many for *_, many in written)
    if total < ENOUGH:
        return None
    best = max(USUAL, key=lambda name: (_agreeing(name, written), -USUAL.index(name)))
    return best if _agreeing(best, written) >= MOST_AGREE * total else None


def _agreeing(name: str, written: Collection[tuple[str, str, int]]) -> int:
    there = ZoneInfo(name)
    return sum(many for day, offset, many in written if _noon(day, there) == _offset(offset))


def _noon(day: str, there: ZoneInfo) -> timedelta | None:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=there).utcoffset()


def _offset(text: str) -> timedelta | None:
    return datetime.fromisoformat(f"2000-01-01T00:00:00{text}").utcoffset()


def _hours() -> dict[str, Any] | None:
    """The span of hours and the days in which nine tenths of our own mail of the last year was written."""
    found = rows(sql("guess_hours"), {"own": value("own_domains"), "zone": zone()})
    if not found or found[0][0] is None:
        return None
    start, end, days = found[0]
    return {"days": days, "start": f"{int(start):02d}:00", "end": f"{min(int(end) + 1, 23):02d}:00"}
