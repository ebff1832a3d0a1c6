"""When something is due, from words: "by Friday", "end of next week", "in two working days", resolved against the day they were said.

Pure. The patterns come from the language's table; here is what each key means. An expression that hangs on something else ("before the board
meeting") is no date. A week ends on Friday, because these are businesses.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from kingpost.knowledge.promises.language import Language
from kingpost.toolbox.dates import is_version, working_days_on

PAST = 45  # days: a date without a year this far back was meant, not the one a year on
FRIDAY = 4
ONE = timedelta(days=1)
ORDINALS = {
    "fi": 1,
    "1s": 1,
    "se": 2,
    "2n": 2,
    "th": 3,
    "3r": 3,
    "fo": 4,
    "4t": 4,
}  # by how they begin; what is none of them is the last
EXACT = frozenset(
    ["iso", "dotted", "slashed", "day_month", "day_only", "day_of_month"]
)  # keys that name the day itself
_BRACKET = re.compile(r"\s*\((?:on |the )?")


@dataclass(frozen=True)
class Found:
    """A date in a text: where it stands, the last day it covers, and the time of day if one is said."""

    start: int
    end: int
    on: date
    key: str
    at: time | None = None
    range: bool = False


@dataclass(frozen=True)
class Said:
    """The moment words were said, in the writer's own zone, whether "3/4" is March there, and the days nobody works."""

    at: datetime
    month_first: bool = False
    closed: frozenset[date] = frozenset()

    @property
    def day(self) -> date:
        return self.at.date()


@lru_cache(maxsize=64)  # a sentence is asked for its dates by each form that fits it
def find_dates(text: str, said: Said, language: Language) -> tuple[Found, ...]:
    """The dates in a sentence, in order. Where two overlap, the table's earlier pattern holds."""
    found: list[Found] = []
    taken: list[tuple[int, int]] = []  # also by what is no date to go by, such as "last Friday"
    for key, pattern in language.made_dates:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if resolved := _resolve(key, match, said, language):
                start = match.end("led") if match.groupdict().get("led") else match.start()
                found.append(Found(start, match.end(), resolved[0], key, resolved[1]))
    return tuple(sorted(found, key=lambda one: one.start))


def _resolve(key: str, match: re.Match[str], said: Said, language: Language) -> tuple[date, time | None] | None:
    try:
        made = RESOLVERS[key](_Words(match, language), said)
    except (ValueError, OverflowError):
        return None  # 31 February
    if made is None:
        return None
    return made if isinstance(made, tuple) else (made, None)


class _Words:
    """The groups of a match as numbers."""

    def __init__(self, match: re.Match[str], language: Language) -> None:
        self.match, self.language = match, language
        self.groups = match.groupdict()

    def text(self, name: str) -> str:
        return (self.groups.get(name) or "").lower()

    def number(self, name: str) -> int:
        text = self.text(name)
        return int(text) if text.isdigit() else self.language.numbers[text]

    def weekday(self) -> int:
        return self.language.weekdays[self.text("wd") or self.text("wd2") or self.text("wd3")]

    def month(self) -> int:
        return self.language.months[self.text("mon")]

    def year(self) -> int | None:
        text = self.text("y")
        return None if not text else int(text) + (2000 if len(text) == 2 else 0)


Made = date | tuple[date, time] | None


def _yearly(month: int, day: int, year: int | None, said: Said) -> date | None:
    """A day of the year: in its own year if one is said, else the next one; one just past was meant as past."""
    if year is not None:
        return date(year, month, day)
    here = date(said.day.year, month, day)
    if here >= said.day:
        return here
    return None if (said.day - here).days <= PAST else date(said.day.year + 1, month, day)


def _day_month(words: _Words, said: Said) -> Made:
    return _yearly(words.month(), int(words.text("d")), words.year(), said)


def _iso(words: _Words, _said: Said) -> Made:
    return date(int(words.text("y")), int(words.text("m")), int(words.text("d")))


def _dotted(words: _Words, said: Said) -> Made:
    text, start = words.match.string, words.match.start("d")
    if words.year() is not None and is_version(text[start : words.match.end()], text[:start], said.day.year):
        return None
    return _yearly(int(words.text("m")), int(words.text("d")), words.year(), said)


def _slashed(words: _Words, said: Said) -> Made:
    first, second = int(words.text("d")), int(words.text("m"))
    if (first, second) == (24, 7):
        return None
    if second > 12 or (first <= 12 and said.month_first):
        first, second = second, first
    return _yearly(second, first, words.year(), said)


def _day_only(words: _Words, said: Said) -> Made:
    """ "the 18th": this month's if it is still to come, else the next month that has one."""
    day, month = int(words.text("d")), said.day.replace(day=1)
    for _ in range(3):
        if day <= _length(month) and month.replace(day=day) >= said.day:
            return month.replace(day=day)
        month = _month_on(month, 1)
    return None


def _month_of(words: _Words, said: Said) -> date:
    """The first of the month that is named, or of this or the next one."""
    return _named_month(words, said) if words.text("mon") else _month_on(said.day, words.text("rel") == "next")


def _day_of_month(words: _Words, said: Said) -> Made:
    """ "the 5th of next month"."""
    return _month_of(words, said).replace(day=int(words.text("d")))


def _nth(words: _Words, said: Said) -> Made:
    """ "the first Monday in April", "the last working day of the month": of the next month where this one's has gone."""
    first = _month_of(words, said)
    on = _nth_of(first, words, said)
    return _nth_of(_month_on(first, 1), words, said) if words.text("rel") == "the" and on < said.day else on


def _nth_of(first: date, words: _Words, said: Said) -> date:
    nth, unit, end = ORDINALS.get(words.text("nth")[:2], 0), words.text("unit"), _month_end(first)
    if unit == "week":
        return first.replace(day=7 * nth) if nth else end
    if unit == "day":
        return first.replace(day=nth) if nth else end
    if unit:
        return working_days_on(first - ONE, nth, said.closed) if nth else _last_working_day(end, said)
    weeks = timedelta(weeks=nth - 1)
    return _coming(words.weekday(), first - ONE) + weeks if nth else _coming(words.weekday(), end - timedelta(weeks=1))


def _last_working_day(end: date, said: Said) -> date:
    while end.weekday() > FRIDAY or end in said.closed:
        end -= ONE
    return end


def _weeks_on(words: _Words, said: Said) -> Made:
    """ "three weeks on Friday", "a fortnight from Monday", "two weeks tomorrow"."""
    weeks = words.number("n") * (2 if words.text("unit").startswith("f") else 1)
    day = said.day + ONE if words.text("tomorrow") else _coming(words.weekday(), said.day)
    return day + timedelta(weeks=weeks)


def _coming(weekday: int, after: date) -> date:
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def _monday(on: date, weeks: int = 0) -> date:
    return on - timedelta(days=on.weekday()) + timedelta(weeks=weeks)


def _month_on(on: date, months: int) -> date:
    count = on.year * 12 + on.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _length(on: date) -> int:
    return calendar.monthrange(on.year, on.month)[1]


def _month_end(on: date) -> date:
    return on.replace(day=_length(on))


def _friday(on: date, weeks: int = 0) -> date:
    """The working week's end; this week's, said at a weekend, is the coming one's."""
    return _monday(on + timedelta(days=2 if on.weekday() > FRIDAY and not weeks else 0), weeks) + timedelta(days=FRIDAY)


def _named_month(words: _Words, said: Said) -> date:
    first = date(words.year() or said.day.year, words.month(), 1)
    return first if words.year() or _month_end(first) >= said.day else _month_on(first, 12)


def _quarter_end(on: date, quarters: int = 0) -> date:
    return _month_end(_month_on(on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1), 2 + 3 * quarters))


def _quarter(words: _Words, said: Said) -> date:
    end = _month_end(date(words.year() or said.day.year, int(words.text("q")) * 3, 1))
    return end if end >= said.day or words.year() else _month_end(_month_on(end, 12))


def _iso_week(words: _Words, said: Said) -> date:
    week = int(words.text("w"))
    end = date.fromisocalendar(said.day.isocalendar()[0], week, 5)
    return end if end >= said.day else date.fromisocalendar(said.day.isocalendar()[0] + 1, week, 5)


def _week_of(words: _Words, said: Said) -> Made:
    on = _day_month(words, said) if words.text("mon") else _day_only(words, said)
    return _friday(on) if isinstance(on, date) else None


def _weekend_of(words: _Words, said: Said) -> Made:
    """Its Sunday: "the weekend of 21 March"."""
    on = _day_month(words, said) if words.text("mon") else _day_only(words, said)
    return _monday(on) + timedelta(days=6) if isinstance(on, date) else None


def _after(words: _Words, said: Said) -> Made:
    """ "in two working days", "within 48 hours", "in a fortnight"."""
    count, unit = words.number("n"), words.text("unit")
    if words.text("working"):
        return working_days_on(said.day, count if unit.startswith("d") else max(1, -(-count // 8)), said.closed)
    match unit[0]:
        case "m" if unit.startswith("mo"):
            first = _month_on(said.day, count)
            return first.replace(day=min(said.day.day, _length(first)))
        case "m":
            return (said.at + timedelta(minutes=count)).date()
        case "h":
            return (said.at + timedelta(hours=count)).date()
        case "d":
            return said.day + timedelta(days=count)
        case "f":
            return said.day + timedelta(weeks=2 * count)
    return said.day + timedelta(weeks=count)


def _at_time(words: _Words, said: Said) -> Made:
    """ "by 5pm": today, or tomorrow when that hour has gone."""
    at = clock_time(words.match)
    if at is None:
        return None
    return (said.day if at > said.at.time() else said.day + ONE), at


def clock_time(match: re.Match[str]) -> time | None:
    """The time of day a pattern with the groups ``h``, ``min`` and ``half`` found (or ``h2``, ``min2``); none of them is noon."""
    found = match.groupdict()
    if not (found.get("h") or found.get("h2")):
        return time(12, 0)
    hour, minute = int(found.get("h") or found["h2"]), int(found.get("min") or found.get("min2") or 0)
    half = (found.get("half") or "").lower()
    if half.startswith("o"):
        hour += 12 if hour < 7 else 0  # nobody means four in the morning
    elif half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _early(on: date) -> date:
    """The first days of a month: its seventh."""
    return on.replace(day=7)


RESOLVERS: dict[str, Callable[[_Words, Said], Made]] = {
    "iso": _iso,
    "dotted": _dotted,
    "slashed": _slashed,
    "day_month": _day_month,
    "day_only": _day_only,
    "day_of_month": _day_of_month,
    "nth": _nth,
    "weeks_on": _weeks_on,
    "week_of": _week_of,
    "weekend_of": _weekend_of,
    "iso_week": _iso_week,
    "quarter": _quarter,
    "weekday": lambda w, s: _coming(w.weekday(), s.day),
    "weekday_today": lambda w, s: s.day if w.weekday() == s.day.weekday() else _coming(w.weekday(), s.day),
    "weekday_week": lambda w, s: _coming(w.weekday(), s.day) + timedelta(weeks=1),
    "weekday_next": lambda w, s: _monday(s.day, 1) + timedelta(days=w.weekday()),
    "weekday_after_next": lambda w, s: _monday(s.day, 2) + timedelta(days=w.weekday()),
    "today": lambda _w, s: s.day,
    "tomorrow": lambda _w, s: s.day + ONE,
    "tomorrow_week": lambda _w, s: s.day + ONE + timedelta(weeks=1),
    "today_week": lambda _w, s: s.day + timedelta(weeks=1),
    "day_after_tomorrow": lambda _w, s: s.day + 2 * ONE,
    "next_working_day": lambda _w, s: working_days_on(s.day, 1, s.closed),
    "after": _after,
    "this_week": lambda _w, s: _friday(s.day),
    "next_week": lambda _w, s: _friday(s.day, 1),
    "next_week_early": lambda _w, s: _monday(s.day, 1) + timedelta(days=2),
    "week_after_next": lambda _w, s: _friday(s.day, 2),
    "weekend": lambda _w, s: _monday(s.day) + timedelta(days=6),
    "weekend_before": lambda _w, s: _friday(s.day),
    "weekend_next": lambda _w, s: _monday(s.day, 1) + timedelta(days=6),
    "this_month": lambda _w, s: _month_end(s.day),
    "next_month": lambda _w, s: _month_end(_month_on(s.day, 1)),
    "next_month_early": lambda _w, s: _early(_month_on(s.day, 1)),
    "next_month_mid": lambda _w, s: _month_on(s.day, 1).replace(day=15),
    "this_month_mid": lambda _w, s: s.day.replace(day=15) if s.day.day <= 15 else None,
    "month_early": lambda w, s: _early(_named_month(w, s)),
    "month_mid": lambda w, s: _named_month(w, s).replace(day=15),
    "month_end": lambda w, s: _month_end(_named_month(w, s)),
    "month_start": _named_month,
    "this_quarter": lambda _w, s: _quarter_end(s.day),
    "next_quarter": lambda _w, s: _quarter_end(s.day, 1),
    "this_year": lambda _w, s: date(s.day.year, 12, 31),
    "next_year": lambda _w, s: date(s.day.year + 1, 12, 31),
    "christmas": lambda _w, s: date(s.day.year + ((s.day.month, s.day.day) > (12, 24)), 12, 24),
    "at_time": _at_time,
    "past": lambda _w, _s: None,
}
"""What a key of the table means."""


WEEKS = frozenset(["next_week", "iso_week", "week_of", "week_after_next"])


def eve(one: Found) -> date:
    """The last day before what a date covers: before a week, the Friday of the one before."""
    if one.key in WEEKS:
        return one.on - timedelta(weeks=1)
    if one.key == "next_month":
        return one.on.replace(day=1) - ONE
    if one.key in ("quarter", "next_quarter"):
        return _quarter_end(one.on, -1)
    return date(one.on.year - 1, 12, 31) if one.key == "next_year" else one.on - ONE


def joined(dates: Iterable[Found], text: str, link: re.Pattern[str], *, moves: bool = False) -> Iterator[Found]:
    """Ranges such as "Monday to Wednesday" become their last day; where something ``moves`` from one day to another, the other. A day with
    its date in brackets is one."""
    held: Found | None = None
    for one in dates:
        if held is not None and link.fullmatch(text[held.end : one.start]):
            held = Found(held.start, one.end, one.on if moves else max(held.on, one.on), one.key, one.at, range=True)
            continue
        if held is not None and _BRACKET.fullmatch(text[held.end : one.start]) and text[one.end : one.end + 1] == ")":
            exact = one if one.key in EXACT and held.key not in EXACT else held
            held = replace(exact, start=held.start, end=one.end + 1, at=held.at or one.at)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held
