"""Days nobody works: public holidays, guessed from calendars that hold them, and other days off, which a person writes down.

Both are values of our own business (business.py), each a list of {"on": "2026-12-25", "name": "Christmas Day"}, earliest first. Working hours leave them out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from kingpost.accounts.models import EVERYONE
from kingpost.knowledge import country, expand
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql

NAMES = ("days_off", "holidays")  # the business values of this shape
_OF = "public|bank|national|statutory|federal|uk|us|usa|united kingdom|united states|england|scotland|wales|ireland|canada|australia|german|french|dutch|spanish|italian"
CALENDAR = rf"\m({_OF}) holidays?\M|^holidays?( (in|of) .*)?(\.ics)?$|\mfeiertage?\M|\mjours? f[eé]ri[eé]s?\M|\mfeestdagen\M|\mferiados\M|\mfestivos\M|\mfestivit[aà]\M"
ABSENCE = r"\m(leave|vacation|away|sick|annual|pto|ooo|out of office|day off|time off|urlaub|krank|cong[eé]s?)\M"  # in a title: somebody's, not everybody's
CATEGORIES = ("holiday", "holidays", "public holiday", "bank holiday", "feiertag", "feiertage")
PUBLIC = re.compile(r"\b(?:public|bank|national|statutory|federal) holidays?\b|\bfeiertage?\b|\bjours? f[eé]ri[eé]s?\b|\bfeestdagen\b|\bferiados\b|\bfestivos\b|\bfestivit[aà]", re.I)  # fmt: skip
OF_COUNTRY = re.compile(r"^(?:holidays (?:in|of) (?:the )?([\w ]+)|([\w ]+) holidays)$", re.I)
NATIONS = {"german": "DE", "french": "FR", "dutch": "NL", "spanish": "ES", "italian": "IT"}
FEWEST = 4  # days in a calendar of somebody's own, from which on it is one of public holidays
LONGEST = timedelta(days=4)  # a longer stretch is a season or somebody's leave, not a holiday

DayOff = dict[str, str]


def guessed(ours: str) -> tuple[list[DayOff], str] | None:
    """The public holidays of last year, this one and the two to come, with the calendars they stand in; None where no calendar holds any.

    ``ours`` is our country, "GB". Calendars everybody may see go first; only without one do people's own count, and then nothing but the dates.
    """
    year = clock.now().year
    start, end = datetime(year - 1, 1, 1, tzinfo=UTC), datetime(year + 3, 1, 1, tzinfo=UTC)
    named: dict[str, str] = {}
    sources: dict[str, None] = {}
    own: dict[tuple[int, str], set[str]] = defaultdict(set)
    found = rows(
        sql("guess_holidays"),
        {"calendar": CALENDAR, "categories": list(CATEGORIES), "everyone": EVERYONE, "absence": ABSENCE},
    )
    for fields, title, calendar, system, number, shared in found:
        on = [day.isoformat() for day in _days(msgspec.json.decode(fields), start, end)]
        name = calendar.removesuffix(".ics") or system
        if not shared and public(name, ours):
            own[number, name].update(on)
        elif shared and on:
            sources[name] = None
            named = dict.fromkeys(on, title) | named
    if not named:
        return _of_few(list(own.values()))
    where = ", ".join(f"“{name}”" for name in sources)
    return [{"on": on, "name": name} for on, name in sorted(named.items())], f"the calendar {where}"


def public(name: str, ours: str) -> bool:
    """Whether a calendar is named as one of public holidays, and of no other country than ours."""
    if PUBLIC.search(name):
        words = [word for word in re.findall(r"\w+", name) if len(word) > 3 or word in ("UK", "US", "USA")]
        others = {NATIONS.get(word.casefold()) or country.of_name(word) for word in words} - {""}
        return not others or ours in others
    of = OF_COUNTRY.match(name)
    return of is not None and country.of_name(of[1] or of[2]) == ours


def _of_few(calendars: list[set[str]]) -> tuple[list[DayOff], str] | None:
    """What at least half of people's own calendars agree on, without a word of theirs."""
    full = [days for days in calendars if len(days) >= FEWEST]
    agreed = sorted(day for day in set().union(*full) if sum(day in days for days in full) * 2 >= len(full))
    return ([{"on": on, "name": "Public holiday"} for on in agreed], "people’s own calendars of public holidays") if agreed else None  # fmt: skip


def _days(fields: Mapping[str, Any], start: datetime, end: datetime) -> Iterable[date]:
    for begins, ends, _ in expand.occurrences(fields, start, end):
        if ends - begins <= LONGEST:
            yield from (begins.date() + timedelta(days=n) for n in range(max((ends - begins).days, 1)))


def closed(known: Mapping[str, Any]) -> list[str]:
    """The dates, as "2026-12-25", that these business values take out of the working days."""
    return sorted({one["on"] for name in NAMES for one in known[name]})


def closed_days(known: Mapping[str, Any]) -> frozenset[date]:
    """The same as dates."""
    return frozenset(map(date.fromisoformat, closed(known)))


def read(text: str) -> list[DayOff]:
    """A list as a person writes it: a date and a name on each line, "2026-12-24 Christmas Eve". Raises ValueError naming the line that is none."""
    found: dict[str, str] = {}
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        on, _, name = line.partition(" ")
        try:
            day = date.fromisoformat(on)
        except ValueError:
            raise ValueError(
                f"“{line[:80]}” does not begin with a date; write it as 2026-12-24 Christmas Eve."
            ) from None
        if not 1900 < day.year < 2200:
            raise ValueError(f"“{on}” is too far away to be a day off.")
        found[day.isoformat()] = name[:100] or "Day off"
    if len(found) > 1000:
        raise ValueError("That is more than 1,000 days; working days are set under Working hours.")
    return [{"on": on, "name": name} for on, name in sorted(found.items())]


def as_text(days: Iterable[DayOff]) -> str:
    """The same list as a person writes it."""
    return "\n".join(f"{one['on']} {one['name']}" for one in days)
