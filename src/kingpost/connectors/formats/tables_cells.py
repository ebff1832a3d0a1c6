"""Text in a cell as a date, a moment, a number, a sum of money or a yes/no. Values repeat in a column, so readings are cached."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kingpost.toolbox import zones

DAY_FIRST, MONTH_FIRST = "day first", "month first"
DECIMAL_COMMA, DECIMAL_POINT = "decimal comma", "decimal point"
PARTS_OF_HOUR = {"seconds": 3600, "milliseconds": 3_600_000}
"""How some programs write how long something took."""

_MONTHS = {
    name: month
    for month, names in enumerate(
        ["jan ene gen", "feb fév fev", "mar mär mrz", "apr avr abr", "may mai mei maj mag", "jun giu", "jul lug", "aug aou aoû ago", "sep set", "oct okt ott out", "nov", "dec dez dic déc"], 1)
    for name in names.split()
}  # fmt: skip
_TIME = re.compile(
    r"[T ,]*\b(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([AaPp])?\.?(?:[Mm]\.?)?(?![^\W\d_]))?\s*(?:[Uu]hr\b)?\s*"
    rf"(?:(Z|(?:UTC|GMT)[+-]\d{{1,2}}(?::?\d{{2}})?|UTC|GMT|[+-]\d{{2}}:?\d{{2}})|({'|'.join(sorted(zones.NAMES))}))?\s*(?:\([^)]*\))?$"
)
_POINTED_TIME = re.compile(
    r"((?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|[^\W\d_][. ,-]{1,2}\d{4})(?:[T ,]+))(\d{1,2})\.([0-5]\d)(?:\.([0-5]\d))?(?![\d.])"
)
"""A time with points behind a date with its year: 14.30, 14.30.05."""
_NO_DAY = re.compile(r"0+[/.\-]0+[/.\-]0+(?: 00:00(?::00)?)?")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_NUMERIC_DATE = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})\b")
_CURRENCY_SIGNS = {"£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₺": "TRY", "zł": "PLN", "R$": "BRL", "CA$": "CAD", "AU$": "AUD", "A$": "AUD", "C$": "CAD",
                   "US$": "USD", "NZ$": "NZD", "HK$": "HKD", "MX$": "MXN", "CHF": "CHF", "$": "USD"}  # fmt: skip
_CURRENCY_WORDS = {
    "euro": "EUR",
    "euros": "EUR",
    "kč": "CZK",
    "ft": "HUF",
    "fr": "CHF",
    "sfr": "CHF",
    "kr": "",
    "rs": "",
}
"""Words for currencies, without the point behind them; "" for those several countries share."""
_CODES = frozenset(["AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "ZAR"])  # fmt: skip
_UNIT = r"(?:(?i:kr|rs|s?fr|ft|kč)\.|[^\d\s.,()'’+-]{1,6})"
_UNITS = rf"((?:{_UNIT}(?:\s*{_UNIT})?)?)"
_MONEY = re.compile(
    rf"^\(?[-+]?\s*{_UNITS}\s*\(?[-+]?\s*([.,]?\d(?:[\d.,'’\s]*\d)?)\s*"
    rf"((?:[kKmM](?:(?![^\W\d_])|(?=(?i:{'|'.join(sorted(_CODES))})\b)))?)\s*{_UNITS}\s*-?\)?$"
)
_NO_CENTS = re.compile(r"(?<=\d)([.,])[-–—]{1,2}(?!\d)")
_APART = re.compile(r"[\s'’]+")
_OPEN = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_TRUE = frozenset(
    [
        "true",
        "yes",
        "y",
        "x",
        "t",
        "1",
        "on",
        "✓",
        "✔",
        "☑",
        "ja",
        "oui",
        "si",
        "sí",
        "wahr",
        "vrai",
        "agent",
        "admin",
        "staff",
        "internal",
        "escalated",
        "milestone",
    ]
)
_FALSE = frozenset(
    [
        "false",
        "no",
        "n",
        "f",
        "0",
        "off",
        "nein",
        "non",
        "nee",
        "falsch",
        "faux",
        "end-user",
        "client",
        "customer",
        "external",
        "-",
        "default_task",
    ]
)
_OLDEST, _NEWEST = 1900, 2200
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  worksheets count days from it, in no zone


@lru_cache(maxsize=1 << 16)
def day(text: str, order: str = "", zone: str = "") -> str:
    """``YYYY-MM-DD``, or "" when the text is no date. A moment gives its day in ``zone`` when it states another zone."""
    found = _read(text, order)
    if found is None:
        return ""
    moment_, has_time = found
    if has_time and moment_.tzinfo is not None and zone:
        moment_ = moment_.astimezone(zone_of(zone))
    return moment_.date().isoformat()


@lru_cache(maxsize=1 << 16)
def moment(text: str, order: str = "", zone: str = "") -> datetime | None:
    """An aware moment, or None. A text without a zone is in ``zone`` (UTC when empty); a date alone is its midnight."""
    found = _read(text, order)
    if found is None:
        return None
    value = found[0]
    return value if value.tzinfo is not None else value.replace(tzinfo=zone_of(zone))


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo:
    """The zone called ``name``; "" is UTC. Raises ValueError for an unknown one."""
    if not name or name.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone called {name!r}") from None


def _read(text: str, order: str) -> tuple[datetime, bool] | None:
    """(moment, states a time of day)."""
    text = text.strip()
    if len(text) < 5 or len(text) > 60:
        return None
    text = _POINTED_TIME.sub(lambda hit: f"{hit[1]}{hit[2]}:{hit[3]}" + (f":{hit[4]}" if hit[4] else ""), text)
    try:
        if text.isdigit():
            return _from_digits(text)
        if text[:4].isdigit() and not text[4].isdigit():
            return _iso(text)
        return _written(text, order)
    except (ValueError, OverflowError):
        return None


def _from_digits(text: str) -> tuple[datetime, bool] | None:
    number = int(text)
    if len(text) in (10, 13):  # seconds or milliseconds since 1970
        return datetime.fromtimestamp(number / (1000 if len(text) == 13 else 1), UTC), True
    if len(text) == 8:
        return datetime(int(text[:4]), int(text[4:6]), int(text[6:])), False  # noqa: DTZ001  its zone is the caller's
    return (_DAY_ZERO + timedelta(days=number), False) if 20000 < number < 80000 else None  # a worksheet's day number


def _iso(text: str) -> tuple[datetime, bool] | None:
    clean = text.replace("/", "-").replace(" UTC", "+00:00").replace(" GMT", "+00:00")
    if len(clean) > 10 and clean[-6] == " " and clean[-5] in "+-":
        clean = clean[:-6] + clean[-5:]
    try:
        value = datetime.fromisoformat(clean)
    except ValueError:
        return _written(text, "")
    return (value, len(clean) > 10) if _OLDEST <= value.year <= _NEWEST else None


def _written(text: str, order: str) -> tuple[datetime, bool] | None:
    """3/11/2024, 11.3.24, 05/Jan/24 10:12 AM, Tue 5 March 2024, March 5, 2024 …"""
    hit = _TIME.search(text)
    hour, minute, second, zone = _time_of_day(hit) if hit else (0, 0, 0, None)
    parts = _PARTS.findall(text[: hit.start()] if hit else text)
    names = [_MONTHS.get(_month_key(part)) for part in parts if not part.isdigit()]
    months = [name for name in names if name]
    numbers = [part for part in parts if part.isdigit()]
    if months and len(numbers) == 2:
        first, last = numbers
        year, day_ = (first, last) if len(first) == 4 else (last, first)
        month = str(months[0])
    elif len(numbers) == 3 and not names:
        if len(numbers[0]) == 4:
            year, month, day_ = numbers
        else:
            a, b, year = numbers
            month_first = int(b) > 12 or (order == MONTH_FIRST and int(a) <= 12)
            month, day_ = (a, b) if month_first else (b, a)
    else:
        return None
    full = int(year) + (0 if len(year) == 4 else 2000 if int(year) < 70 else 1900)
    if not _OLDEST <= full <= _NEWEST:
        return None
    value = datetime(full, int(month), int(day_), hour, minute, second, tzinfo=zone)
    if hit and hit[6]:
        exact = zones.moment(value, hit[6])  # none where the name says another hour than the clocks there
        return (exact, True) if exact else None
    return value, bool(hit)


def _month_key(word: str) -> str:
    low = word.casefold()
    return "jul" if low.startswith(("juil", "luglio")) else "jun" if low.startswith("jui") else low[:3]


def _time_of_day(hit: re.Match[str]) -> tuple[int, int, int, tzinfo | None]:
    hour, half, stated = int(hit[1]), (hit[4] or "").lower(), hit[5]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone: tzinfo | None = None
    if stated:
        offset = stated.removeprefix("UTC").removeprefix("GMT")
        sign, digits = -1 if offset[:1] == "-" else 1, offset[1:].replace(":", "")
        size = 2 if len(digits) != 1 else 1
        zone = timezone(sign * timedelta(hours=int(digits[:size]), minutes=int(digits[size:] or 0))) if digits else UTC
    return hour, int(hit[2]), int(hit[3] or 0), zone


@lru_cache(maxsize=1 << 16)
def day_and_month(text: str) -> tuple[int, int] | None:
    """The first two numbers of a date where their order matters (3/4/2024), else None."""
    hit = _NUMERIC_DATE.match(text)
    return (int(hit[1]), int(hit[2])) if hit else None


@lru_cache(maxsize=1 << 16)
def money(text: str, decimal: str = "") -> tuple[str, str]:
    """(plain decimal text, currency code or ""); ("", "") when it is no number. ``£1,200.50`` gives ("1200.50", "GBP").

    ``decimal`` is how the column writes them; it settles what a cell does not tell: 1.250 and 1,250. Without it both are English.
    """
    hit = _amount(text)
    currency = _currency([*hit[1].split(), *hit[4].split()]) if hit else None
    plain = _plain(hit[2], decimal) if hit else ""
    if hit is None or currency is None or not plain:
        return "", ""
    text = hit[0]
    value = Decimal(plain)
    if hit[3]:
        value = (value * (1000 if hit[3] in "kK" else 1_000_000)).quantize(Decimal(1))
    before = text[: hit.start(2)]
    if "-" in before or text[-1] == "-" or ("(" in before and text[-1] == ")"):
        value = -value
    return f"{value:f}", currency


def _amount(text: str) -> re.Match[str] | None:
    """A number with what stands around it; "1.200,-" is 1.200,00."""
    text = _NO_CENTS.sub(r"\g<1>00", text.strip().replace("\u2212", "-"))
    return _MONEY.match(text) if len(text) <= 40 else None


def _currency(units: list[str]) -> str | None:
    """The currency of what stands around a number, "" where it tells none, None where that is no currency. A code tells more than a sign."""
    found = [_unit(unit) for unit in units]
    if None in found:
        return None
    for sure in (True, False):
        told = {unit[0] for unit in found if unit and unit[0] and unit[1] is sure}
        if told:
            return told.pop() if len(told) == 1 else None
    return ""


def _unit(text: str) -> tuple[str, bool] | None:
    """(currency or "", whether a code tells it), None for another unit."""
    word = text.removesuffix(".")
    if word.upper() in _CODES:
        return word.upper(), True
    if word[:3].upper() in _CODES and word[3:] in _CURRENCY_SIGNS:  # USD$
        return word[:3].upper(), True
    sign = "" if word == "%" else _CURRENCY_SIGNS.get(word, _CURRENCY_WORDS.get(word.casefold()))
    return None if sign is None else (sign, False)


def _plain(written: str, decimal: str) -> str:
    """Digits with a decimal point or none; "" when they are not grouped as numbers are (3.4.2024, 1.250.00)."""
    mark = _mark(written)
    if mark[:1] == "?":
        mark = "," if decimal == DECIMAL_COMMA else "."
    whole, _, part = _APART.sub("", written).partition(mark or ".")
    first, *groups = whole.split("." if mark == "," else ",")
    if groups and not (1 <= len(first) <= 3 and len(groups[-1]) == 3 and {len(group) for group in groups} <= {2, 3}):
        return ""
    if part and not part.isdigit():
        return ""
    return "".join([first, *groups]) + ("." + part if part else "")


def _mark(written: str) -> str:
    """The decimal mark "," or "." of a number; "?," or "?." where it may as well group thousands (1,250 and 1.250); "" when there is none.

    A mark that occurs twice groups, so the other one is the decimal mark. Nothing groups behind spaces, four digits or a zero.
    """
    commas, points = written.count(","), written.count(".")
    if commas and points:
        return "," if written.rfind(",") > written.rfind(".") else "."
    if commas + points != 1:
        return "." if commas else "," if points else ""
    return ("?" if _OPEN.fullmatch(written) else "") + ("," if commas else ".")


def decimal_mark(text: str) -> str:
    """What one number tells of how its column is written: "," or "." is its decimal mark, "?," or "?." may be one, "" tells nothing."""
    hit = _amount(text)
    return _mark(hit[2]) if hit and _plain(hit[2], "") else ""


def number(text: str, decimal: str = "") -> int | float | None:
    """A plain number; a per cent sign is dropped."""
    plain = money(text, decimal)[0]
    if not plain:
        return None
    value = float(plain)
    return int(value) if value.is_integer() else value


def yes(text: str) -> bool | None:
    """True, False, or None when the text says neither."""
    low = text.strip().lower()
    return True if low in _TRUE else False if low in _FALSE else None


def currency_in(text: str) -> str:
    """The currency a heading names, as in "Amount (GBP)" or "Value £"."""
    for word in re.split(r"[\s()\[\]/,:]+", text):
        if word in _CODES:
            return word
    return next((code for sign, code in _CURRENCY_SIGNS.items() if sign in text and not sign.isalpha()), "")


def hours(text: str, form: str = "") -> int | float | None:
    """How long, in hours: 1.5, 1:30 or 01:30:00. ``form`` is the column's decimal mark, or "seconds" or "milliseconds"."""
    hit = _CLOCK.fullmatch(text.strip())
    if hit is None:
        plain = number(text, form)
        if plain is None or form not in PARTS_OF_HOUR:
            return plain
        value = round(plain / PARTS_OF_HOUR[form], 4)
        return int(value) if value.is_integer() else value
    value = round(int(hit[1]) + int(hit[2]) / 60 + int(hit[3] or 0) / 3600, 4)
    return int(value) if value.is_integer() else value


def no_day(text: str) -> bool:
    """Whether a program wrote that there is no date: 0/0/00, 0000-00-00."""
    return bool(_NO_DAY.fullmatch(text.strip()))


def midnight(day_: str) -> datetime:
    """A date as the moment it starts in UTC, for a happening of which only the day is known."""
    value = date.fromisoformat(day_)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)
