"""Dates as people write them in a sentence, resolved against the moment it was written: "Friday 27 November", "next Tuesday", "in two weeks".

English, and numbers in the day-first order most of the world writes, but for those who write the month first ("03/12/2026"). A date without a year is the one
nearest to the writing, rather ahead than behind. What else could be several dates is not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = {name: number for number, names in enumerate((
    ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"), ("july", "jul"), ("august", "aug"),
    ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"), ("december", "dec")), 1) for name in names}  # fmt: skip
DAYS = {name: number for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}  # fmt: skip
COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fourteen": 14}  # fmt: skip
BEHIND = timedelta(days=92)  # how far behind the writing a date without a year may lie

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = "|".join(DAYS)
_DATE = re.compile(
    rf"""\b(?:
        (?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)
      | (?:(?:{_DAY})[,\s]+)?(?:the\s+)?(?P<d>\d{{1,2}})(?:(?:st|nd|rd|th)?\s+(?:of\s+)?|-)(?P<m>{_MONTH})\b(?:\.(?=\s*\d))?(?:(?:,?\s+|-)(?P<y>(?:19|20)\d\d)\b)?
      | (?:(?:{_DAY})[,\s]+)?(?P<m2>{_MONTH})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)(?:,?\s+(?P<y2>(?:19|20)\d\d)\b)?
      | (?<![./])(?P<d3>\d{{1,2}})(?P<by>[./])(?P<m3>\d{{1,2}})[./](?P<y3>(?:19|20)?\d\d)(?!\d|[./]\d)
      | (?:(?P<which>next|this|last|coming)\s+)?(?P<wd>{_DAY})\b
        (?:(?P<week>\s+(?:of\s+)?next\s+week|\s+week)|,?\s+(?:the\s+)?(?P<dn>\d{{1,2}})(?:st|nd|rd|th)\b|,?\s+(?P<bare>\d{{1,2}})(?=[.,;)]?(?:\s+at\b|\s*$|\s*\n)|[.,;)]\s))?
      | (?P<near>today|tonight|tomorrow|yesterday|the\s+day\s+after\s+tomorrow)
      | (?:in|within)\s+(?P<n>\d{{1,2}}|{"|".join(COUNTS)})\s+(?P<unit>(?:working\s+|business\s+)?days?|weeks?)
      | (?:the\s+)?end\s+of\s+(?P<end>(?:the\s+|this\s+|next\s+)?(?:week|month)|(?:{_MONTH}))
      | (?:on|by|until|from|for|to|is|was|it['’]s|stays|remains|moves|moved)\s+the\s+(?P<nth>\d{{1,2}})(?:st|nd|rd|th)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


_VERSION = re.compile(
    r"(?:\b(?:release|version|ver|rev|revision|build|firmware)\b[.:]?\s*v?|\bv)\.?\s*$", re.IGNORECASE
)


def is_version(written: str, before: str, year: int) -> bool:
    """Whether what somebody wrote in ``year`` as 4.2.18 may be a version as well as a day: by the word before it, or by single digits before a year that is
    not about theirs."""
    short = re.fullmatch(r"\d\.\d\.(\d\d)", written)
    far = short is not None and not -1 <= int(short[1]) - year % 100 <= 2
    return far or ("." in written and _VERSION.search(before) is not None)


@dataclass(frozen=True)
class Found:
    """A date in a text: which day is meant, where it stands, and how it is said: a "date" (also "the 27th"), a "weekday", another way ("near")."""

    day: date
    start: int
    end: int
    way: str


def find(
    text: str, written: datetime, zone: ZoneInfo, closed: Collection[date] = (), *, month_first: bool = False
) -> Iterator[Found]:
    """Every date in a text written at ``written`` by someone in ``zone``, in order. ``closed`` are days nobody works; ``month_first`` is how 03/12/2026 is
    meant there."""
    base = written.astimezone(zone).date()
    for hit in _DATE.finditer(text):
        try:
            day = _resolve(hit.groupdict(), base, closed, month_first)
        except (ValueError, OverflowError):
            continue  # the 31st of June
        if day is not None and not (hit["d3"] and is_version(hit.group(), text[: hit.start()], base.year)):
            yield Found(day, hit.start(), hit.end(), _way(hit.groupdict()))


def _way(hit: dict[str, str | None]) -> str:
    return (
        "weekday"
        if hit["wd"] and not (hit["dn"] or hit["bare"])
        else "date"
        if any(hit[name] for name in ("iso", "d", "d2", "d3", "nth", "dn", "bare"))
        else "near"
    )


def _resolve(hit: dict[str, str | None], base: date, closed: Collection[date], month_first: bool) -> date | None:
    if iso := hit["iso"]:
        return date.fromisoformat(iso)
    for d, m, y in (("d", "m", "y"), ("d2", "m2", "y2")):
        if (day := hit[d]) and (month := hit[m]):
            return _with_year(int(day), MONTHS[month.casefold()], hit[y], base)
    if (day := hit["d3"]) and (month := hit["m3"]) and (year := hit["y3"]):
        if hit["by"] == "/" and (int(month) > 12 or (month_first and int(day) <= 12)):
            day, month = month, day
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    if weekday := hit["wd"]:
        wanted, which = DAYS[weekday.casefold()], (hit["which"] or "").casefold()
        if number := hit["dn"] or hit["bare"]:
            return _weekday_nth(wanted, int(number), which, base, certain=bool(hit["dn"]))
        return _weekday(wanted, which, hit["week"] or "", base)
    if near := hit["near"]:
        words = " ".join(near.casefold().split())
        return base + timedelta(days={"tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2}.get(words, 0))
    if count := hit["n"]:
        return _ahead(COUNTS.get(count.casefold()) or int(count), (hit["unit"] or "").casefold(), base, closed)
    if end := hit["end"]:
        return _end_of(" ".join(end.casefold().split()), base)
    return _nth(int(hit["nth"] or 0), base) if hit["nth"] else None


def _with_year(day: int, month: int, year: str | None, base: date) -> date:
    if year:
        return date(int(year), month, day)
    candidates = [
        date(base.year + by, month, day) for by in (-1, 0, 1) if (month, day) != (2, 29) or _leap(base.year + by)
    ]
    return next(one for one in candidates if one >= base - BEHIND)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _weekday(wanted: int, which: str, week: str, base: date) -> date:
    """ "Friday" is the next one, "next Friday" and "Friday next week" that of the week after this one, "last Friday" the one before."""
    if which == "last":
        return base - timedelta(days=(base.weekday() - wanted - 1) % 7 + 1)
    if which == "next" or "next" in week.casefold():
        return base + timedelta(days=7 - base.weekday() + wanted)
    ahead = base + timedelta(days=(wanted - base.weekday() - 1) % 7 + 1)
    return ahead + timedelta(days=7) if week else ahead


def _weekday_nth(wanted: int, day: int, which: str, base: date, *, certain: bool) -> date | None:
    """ "Friday 20th": the nearest 20th that is a Friday, rather ahead than behind. One that is none of these months is a slip, and the 20th is meant;
    a number that may be something else ("Friday 20 at ten") is then no date of any kind."""
    near = (base + timedelta(days=by) for by in range(-31, 62))
    fitting = [one for one in near if one.day == day and one.weekday() == wanted]
    behind, ahead = [one for one in fitting if one < base], [one for one in fitting if one >= base]
    if which == "last" and behind:
        return behind[-1]
    if chosen := [*ahead[:1], *behind[-1:]]:
        return chosen[0]
    return _nth(day, base) if certain else None


def working_days_on(on: date, days: int, closed: Collection[date] = ()) -> date:
    """That many working days later; Monday to Friday count, days off do not."""
    while days > 0:
        on += timedelta(days=1)
        days -= on.weekday() < 5 and on not in closed
    return on


def _ahead(count: int, unit: str, base: date, closed: Collection[date]) -> date:
    if unit.startswith("week"):
        return base + timedelta(weeks=count)
    if unit.startswith(("working", "business")):
        return working_days_on(base, count, closed)
    return base + timedelta(days=count)


def _end_of(what: str, base: date) -> date:
    """The Friday of a week, the last day of a month."""
    if "week" in what:
        return base + timedelta(days=4 - base.weekday() + (7 if "next" in what else 0))
    if "month" in what:
        first = base.replace(day=1)
        later = (first + timedelta(days=32)).replace(day=1)
        return ((later + timedelta(days=32)).replace(day=1) if "next" in what else later) - timedelta(days=1)
    month = MONTHS[what]
    first = _with_year(1, month, None, base)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _nth(day: int, base: date) -> date:
    """ "By the 27th": of this month if that is still ahead, else of the next."""
    here = base.replace(day=day)
    return here if here >= base else (base.replace(day=1) + timedelta(days=32)).replace(day=day)
