"""The day a page is about, from its address: ``?true_at=2026-03-03`` and ``?known_at=…``; and what the page says of that.

A day means its end, in the reader's zone. Nothing is asked of the database for a page about now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest

from kingpost.knowledge import asof
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.web import reader, wording

LAST_INSTANT = timedelta(microseconds=1)
FIRST_YEAR = 1900
NAMES = ("true_at", "known_at")


@dataclass(frozen=True)
class Dated:
    """What a page says of its two times; on a page about now all of it is empty. ``day`` is what the date field holds."""

    when: When
    day: str = ""
    known: str = ""
    banner: str = ""
    first_read: str = ""

    @property
    def today(self) -> str:
        """The latest day the form takes: it is not yet any later where the reader is."""
        return wording.local(clock.now()).date().isoformat()


def of(request: HttpRequest) -> When:
    """The two times of a request. Raises ValueError for what is neither a day nor a moment."""
    return When(*(moment(request.GET.get(name, "")) for name in NAMES))


def page(request: HttpRequest, seen_by: Sequence[int]) -> Dated:
    """The two times of a page. What cannot be read as a day is left out: then the page is about now."""
    request._takes_days = True  # type: ignore[attr-defined]
    try:
        when = of(request)
    except ValueError:
        when = When()
    if when.present:
        return Dated(when)
    asked = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    reader.keep(request, when.to(clock.now()), urlencode(asked))
    first = asof.first_read(seen_by)
    return Dated(when, wording.local(when.to(clock.now())).date().isoformat(), asked.get("known_at", ""), _banner(when), _first_read(when, first))  # fmt: skip


def ignored(request: HttpRequest) -> bool:
    """A day was asked for, of a page that is about now alone; the page says so (base.html)."""
    return not getattr(request, "_takes_days", False) and any(request.GET.get(name) for name in NAMES)


def moment(text: str) -> datetime | None:
    """A day as its last instant in the reader's zone, a moment as itself, never later than now; None for ""."""
    text = text.strip()
    if not text:
        return None
    try:
        if len(text) == 10:
            end = datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), reader.zone()) - LAST_INSTANT
        else:
            end = datetime.fromisoformat(text.replace(" ", "+"))  # an offset's sign is often sent unescaped
    except (ValueError, OverflowError):
        raise ValueError(
            f"“{text}” is neither a day such as 2026-03-03 nor a moment such as 2026-03-03T09:00:00+00:00."
        ) from None
    if end.tzinfo is None:
        raise ValueError(f"The moment {text} needs a zone, for example {text}+00:00.")
    if end.year < FIRST_YEAR:
        raise ValueError(f"“{text}” is before anything a system dates.")
    return min(end, clock.now())


def _banner(when: When) -> str:
    words = f"As of {in_full(when.to(clock.now()))}"
    return f"{words}, as we knew it on {in_full(when.known_at)}." if when.known_at else f"{words}."


def _first_read(when: When, first: datetime | None) -> str:
    """Where all that is shown was learned at once, in the first read, the page says so."""
    if first is None or when.to(clock.now()) >= first:
        return ""
    if when.known_at and when.known_at < first:
        return f"We knew nothing then: the systems were first read on {in_full(first)}."
    return (
        f"We have known this only since {in_full(first)}, when the systems were first read. Their own dates tell what held before; "
        "what carries no date is shown as it was first read."
    )


def in_full(at: datetime) -> str:
    """ "3 March 2026", with the time unless it is the end of the day."""
    there = wording.local(at)
    day = f"{there.day} {there:%B %Y}"
    return day if (there.hour, there.minute) == (23, 59) else f"{day}, {there:%H:%M}"
