"""The few words sentences about flags are made of. They are stored, so they never say "today" or "ago": that would go stale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TIMES = {1: "once", 2: "twice"}
_REPLY = re.compile(r"^\s*((re|aw|fw|fwd|wg|sv)\s*:\s*)+", re.IGNORECASE)
_HAILS = (
    "hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|hallo|hoi|moin|servus|guten (?:tag|morgen|abend)|"
    "sehr geehrte[rs]?|liebe[rs]?|bonjour|bonsoir|cher|chère|chers|beste|geachte|goede(?:morgen|middag|navond)|hola|buenos días|buenas tardes|"
    "estimad[oa]s?|buongiorno|gentile|dzień dobry|szanown[iay]|witam|hej|to whom it may concern"
)
_HAILED = (
    "all|both|team|there|again|everyone|everybody|folks|sir|madam|or|and|und|et|y|en|i|alle|allemaal|zusammen|tous|toutes|équipe|todos|"
    "van|von|de|der|den|het|heer|mevrouw|meneer|monsieur|madame|señora?|signora?|pan|pani|(?-i:[A-ZÀ-ÖØ-ÞĆČŁŃŚŠŹŻŽ])[\\w'’.-]*"
)
_GREETING = re.compile(
    rf"^\W*(?:(?:{_HAILS})(?: (?:{_HAILED})){{0,6}}(?:\s?[,!:.–—-]\s+|\s?\n\s*)|(?-i:[A-Z])\w{{1,30}}(?: (?-i:[A-Z])\w{{1,30}})?,[ \t]?\n[ \t]?\n\s*)(?=\S)",
    re.IGNORECASE,
)
_KINDNESS = re.compile(
    r"(?:i |we )?(?:hope|trust) (?:you|this|all|everything)\b[^.,!?\n]{0,60}\b(?:well|weekend|week|break|holidays?|fine|great|good)"
    r"(?: today| too| and safe)?\s?[.,!]\s+(?=\S)",
    re.IGNORECASE,
)
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹"}


def amount(value: object) -> Decimal | None:
    """A money value as a number; None when it is none."""
    try:
        number = Decimal(str(value).replace(",", "")) if value not in (None, "") else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def money(value: Decimal, currency: str) -> str:
    """£48,000, €1,250.50, CHF 300."""
    digits = f"{abs(value):,.0f}" if value == value.to_integral_value() else f"{abs(value):,.2f}"
    return f"{'−' if value < 0 else ''}{SIGNS.get(currency, f'{currency} ' if currency else '')}{digits}"


def day(on: date, today: date | None = None) -> str:
    """23 November; with the year when it is another than that of ``today``."""
    return f"{on.day} {on:%B}" if today is None or on.year == today.year else f"{on.day} {on:%B %Y}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """06:58 on 23 November."""
    here = at.astimezone(zone)
    return f"{here:%H:%M} on {day(here.date())}"


def due(at: datetime, zone: ZoneInfo, today: date) -> str:
    """A due moment after "due": by 06:58 on 23 November; of a day alone, which is kept as its end: on 23 November."""
    here = at.astimezone(zone)
    if here.time() == time():
        return f"on {day(here.date() - timedelta(days=1), today)}"
    return f"by {here:%H:%M} on {day(here.date(), today)}"


def number(n: int) -> str:
    """Up to twelve in words."""
    return NUMBERS[n] if 0 <= n < len(NUMBERS) else f"{n:,}"


def times(n: int) -> str:
    """once, twice, three times."""
    return TIMES.get(n) or f"{number(n)} times"


def hours(n: float) -> str:
    """4 hours, 1 hour, 2.5 hours."""
    return f"{n:g} hour" + ("" if n == 1 else "s")


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def capital(text: str) -> str:
    """First letter large."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """First letter small, for a sentence that goes on."""
    return text[:1].lower() + text[1:]


def subject(title: str) -> str:
    """A title without the signs of an answer: "Re: Backup failed" is "Backup failed"."""
    return _REPLY.sub("", title)


def shorten(text: str, most: int) -> str:
    """At most ``most`` characters, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(",.;: ") + "…"


def quoted(text: str, most: int) -> str:
    """What somebody wrote, from where it says something: without greeting and "I hope you are well", at most ``most`` characters."""
    said = _GREETING.sub("", text.strip(), count=1)
    kind = _KINDNESS.match(said)
    return shorten(said[kind.end() :] if kind else said, most)
