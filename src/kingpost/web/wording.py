"""Numbers, money, times and lists as a person would say them. Times are in the reader's zone (``reader.py``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from kingpost.toolbox import clock
from kingpost.web import reader

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹"}
WHOLE_ONLY = {"JPY", "KRW", "CLP", "ISK", "VND"}  # currencies without a smaller unit (ISO 4217)
_NAMED = re.compile(r"(?:Work |Milestone )?“([^”]+)” (.+)", re.DOTALL)  # as the rules name a thing
ONE_MINUTE, ONE_HOUR, ONE_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def number(n: int) -> str:
    """Up to twelve in words, then in digits: "four", "1,204"."""
    return NUMBERS[n] if 0 <= n < len(NUMBERS) else f"{n:,}"


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun: ``count(1, "system")`` "one system", ``count(30, "reply", "replies")`` "30 replies"."""
    return f"{number(n)} {plural(n, one, many)}"


def plural(n: int, one: str, many: str = "") -> str:
    return one if n == 1 else many or one + "s"


PLURALS = {"person": "people", "time_entry": "time entries"}


def plural_of(kind: str) -> str:
    """A kind of thing in the plural: "tickets", "people"."""
    return PLURALS.get(kind, f"{kind.replace('_', ' ')}s")


def beside(says: str, title: str) -> str:
    """A sentence about a thing where its title stands beside it and need not be said again: "Was due on 3 March."."""
    named = _NAMED.match(says)
    return capital(named[2]) if named and title.startswith(named[1].rstrip("…").rstrip()) else says


def capital(text: str) -> str:
    """The first letter large, the rest as it is: "four things" → "Four things"."""
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str], most: int = 5) -> str:
    """ "a, b and c"; beyond ``most`` the rest is counted: "a, b and three more"."""
    if len(words) > most:
        words = [*words[: most - 1], f"{number(len(words) - most + 1)} more"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def money(amount: str | Decimal | int | float | None, currency: str = "") -> str:
    """ "£48,000", "€1,250.50", "CHF 300". Text that is no amount is given back as it is, never dropped."""
    if amount is None or amount == "":
        return ""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return f"{currency} {amount}".strip()
    whole = currency in WHOLE_ONLY or value == value.to_integral_value()
    digits = f"{abs(value):,.0f}" if whole else f"{abs(value):,.2f}"
    sign = SIGNS.get(currency, f"{currency} " if currency else "")
    return f"{'−' if value < 0 else ''}{sign}{digits}"


def local(at: datetime) -> datetime:
    """The moment in the reader's zone."""
    return at.astimezone(reader.zone())


def today() -> date:
    """The date it is for the reader; on a dated page the day it is about."""
    return reader.today()


def at_time(at: datetime) -> str:
    """ "07:41"."""
    return local(at).strftime("%H:%M")


def time_said(at: datetime) -> str:
    """The time of day; "" for midnight, which is what a system says that knows the day alone."""
    there = local(at)
    return "" if there.time() == time() else there.strftime("%H:%M")


def day(value: date | datetime | None) -> str:
    """A day beside a list: "today", "tomorrow", "Fri 27 Nov", "12 Nov 2024" when the year is another; "" for what has none."""
    if value is None:
        return ""
    on = _date(value)
    apart = (on - today()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(apart)
    if near and not reader.day_of_page():
        return near
    if abs(apart) < 7:
        return on.strftime("%a ") + f"{on.day} {on:%b}"
    return f"{on.day} {on:%b}" if on.year == today().year else f"{on.day} {on:%b %Y}"


def on_day(value: date | datetime) -> str:
    """A day in a sentence: "today", "tomorrow", "on Mon 23 Nov"."""
    text = day(value)
    return text if text in ("today", "tomorrow", "yesterday") else f"on {text}"


def our_day(at: datetime) -> date:
    """The day of what takes the whole of one: it is kept from midnight to midnight with us, and is that day wherever the reader is."""
    return at.astimezone(reader.our_zone()).date()


def long_day(value: date | datetime) -> str:
    """A day as a heading: "Monday 23 November", with the year when it is another."""
    on = _date(value)
    text = f"{on:%A} {on.day} {on:%B}"
    return text if on.year == today().year else f"{text} {on.year}"


def moment(at: date | datetime | None) -> str:
    """When, as short as it can be without doubt: "07:41", "yesterday 17:20", "Fri 20 Nov 17:20", "12 Nov 2024"; what has a date alone has no time."""
    if at is None:
        return ""
    if not isinstance(at, datetime) or not time_said(at):
        return day(at)
    apart = (today() - local(at).date()).days
    if apart == 0 and not reader.day_of_page():
        return at_time(at)
    return f"{day(at)} {at_time(at)}" if abs(apart) < 7 else day(at)


def exactly(at: datetime | None) -> str:
    """A moment with nothing left out, for a title: "Monday 23 November 2026, 07:41 GMT"."""
    if at is None:
        return ""
    there = local(at)
    return f"{there:%A} {there.day} {there:%B %Y, %H:%M %Z}"


def iso(at: datetime) -> str:
    """For ``<time datetime>`` and machines."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def due(at: datetime | None) -> str:
    """When something is due, the way one says it: "before 14:00", "today", "yesterday", "Wed 25 Nov"."""
    if at is None:
        return ""
    on, timed = due_day(at)
    if timed and on == today() and not reader.day_of_page():
        return f"before {at_time(at)}" if at > clock.now() else f"since {at_time(at)}"
    return f"{day(on)} {at_time(at)}" if timed and 0 < (on - today()).days < 7 else day(on)


def due_day(at: datetime) -> tuple[date, bool]:
    """The last day something due at this moment may be done on, and whether a time of that day was said. A date is kept as the end of its day with us, and is
    the same date for a reader in another zone."""
    with_us = at.astimezone(reader.our_zone()) - timedelta(seconds=1)
    if (with_us.hour, with_us.minute) == (23, 59):
        return with_us.date(), False
    return local(at).date(), True


def last_day(at: datetime | None) -> str:
    """A due moment as the value of a date field: the last day it may be done on."""
    return due_day(at)[0].isoformat() if at else ""


def due_short(at: datetime | None) -> str:
    """The same in a narrow column: "14:00", "today", "Wed", "12 Nov"."""
    if at is None:
        return ""
    on, timed = due_day(at)
    return at_time(at) if timed and on == today() else day_short(on)


def day_short(value: date | datetime) -> str:
    """A day in a narrow column: "today", "Wed", "12 Nov"."""
    on = _date(value)
    apart = (on - today()).days
    if reader.day_of_page():
        return f"{on.day} {on:%b}"
    return "today" if apart == 0 else f"{on:%a}" if 0 < apart < 7 else f"{on.day} {on:%b}"


def urgency(at: datetime | None) -> str:
    """ "now" for what is late or due today, "soon" for the next two days, else ""."""
    if at is None:
        return ""
    days = (due_day(at)[0] - today()).days
    return "now" if days <= 0 else "soon" if days <= 2 else ""


def age(at: datetime | None) -> str:
    """How long ago, or ahead: "just now", "43 min", "3 h", "2 days", "5 weeks", "14 months"."""
    return lasting(abs((reader.day_of_page() or clock.now()) - at)) if at else ""


def ago(at: datetime) -> str:
    """How long ago in a sentence: "just now", "43 min ago"."""
    text = age(at)
    return text if text == lasting(timedelta()) else f"{text} ago"


def lasting(length: timedelta) -> str:
    """A length of time in its largest sensible unit."""
    if length < ONE_MINUTE:
        return "just now"
    if length < ONE_HOUR:
        return f"{int(length / ONE_MINUTE)} min"
    if length < ONE_DAY:
        return f"{int(length / ONE_HOUR)} h"
    days = length.days
    if days < 14:
        return f"{days} {plural(days, 'day')}"
    return f"{days // 7} weeks" if days < 70 else f"{days // 30} months"


def size(n: int) -> str:
    """Bytes: "820 B", "14 kB", "2.3 MB"."""
    if n < 1000:
        return f"{n} B"
    return f"{n / 1000:.0f} kB" if n < 1_000_000 else f"{n / 1_000_000:.1f} MB"


def _date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value
