"""When do two values say the same? Dates, moments, sums, numbers, addresses, names, states and texts, whatever form they come in. Pure.

Not a difference: another format, a rounded sum, the same moment in another zone, a date and a moment on it, a sum with and without its tax, a
sum in another currency at the rate its record states, a name shortened or written as an address, two words for one state.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from kingpost.connectors.base import DONE_STATUSES, OFF_STATUSES, PAID_STATUSES
from kingpost.connectors.formats import tables_cells as cells
from kingpost.identity.keys import USUAL_HOME, phone, plain_name
from kingpost.identity.likeness import given_names
from kingpost.knowledge.same_words import same_words

DATE, MONEY, PHONE, EMAIL, NAME, STATE, VERDICT, TEXT = (
    "date",
    "money",
    "phone",
    "email",
    "name",
    "state",
    "verdict",
    "text",
)
ROUNDING = Decimal("0.001")  # a sum may be rounded by this share of it, and always to whole units
AT_A_RATE = Decimal("0.01")  # sums in two currencies agree this closely at the stated rate
NO_SUM = Decimal(10) ** 15  # from here on it is a number of something else
MINUTE = 60
RATES = ("exchange_rate", "rate", "fx_rate", "currency_rate", "conversion_rate")
WITH_OR_WITHOUT_TAX = ("net", "gross", "total")
DONE, OFF, PAID = DONE_STATUSES, OFF_STATUSES, PAID_STATUSES
AGREED = frozenset({"won", "signed", "approved", "accepted", "granted", "agreed"})
_FORMS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%Y-%m-%d",  # 2026-1-5
    "%d.%m.%y",
)
_WITH_HOUR = re.compile(r"(.*\d),? +([01]?\d|2[0-3]):([0-5]\d)(?::00)?(?: Uhr)?")
_NAMED_MONTH = re.compile(r"\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4}")  # 28. Oktober 2026
TIMES = {word: times for times, words in (
    (1000, "k thousand thousands t tsd tausend"), (10**6, "m mn mln mio million millions millionen"), (10**9, "bn bln mrd mds billion billions milliarde milliarden milliard milliards"),
) for word in words.split()}  # fmt: skip
FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,3}(?:['’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
"""A sum's digits as people write them; ``number`` reads them."""
COUNTED = rf"(?i:(?:mil|{'|'.join(word for word in TIMES if word != 't')})\b|[kmt](?=(?:eur|gbp|usd|chf)\b|€))"
"""What a figure may count in: the words of TIMES, t only in TEUR and T€; and "mil", a million to some and a thousand to others."""
_NO_CENTS = re.compile(r"(?<=\d)[.,][-–—]{1,2}(?!\d)")  # 500,-
_TIMES = re.compile(rf"\d\s?({COUNTED})")
_GROUPED = re.compile(r"-?(?:[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*|[1-9]\d?(?:,\d\d)+,\d{3})")  # in threes, or in lakhs
_NOT_YET = re.compile(
    r"^(?:un|in )|\b(?:not|never|no longer|awaiting|waiting|pending|to be|ready (?:to|for)|part|partly|partially|half|nearly|almost|mostly)\b|\b(?!100\b)\d+ ?%"
)
"""What before a status word says that it has not come to that."""
_SEVERAL = re.compile(r"[;|]|\bor\b")


def same(form: str, one: Any, other: Any, zone: ZoneInfo, here: Mapping[str, Any] | None = None, there: Mapping[str, Any] | None = None) -> bool:  # fmt: skip
    """Whether two values of a form (one of the constants above) mean the same. ``here`` and ``there`` are the fields they stand among."""
    if one == other:
        return form != MONEY or _currency(here) == _currency(there) or not (_currency(here) and _currency(there))
    if form == MONEY:
        return same_sum(one, other, here or {}, there or {})
    compare = {DATE: lambda: same_day(one, other, zone), PHONE: lambda: bool(numbers(one) & numbers(other)), EMAIL: lambda: folded(one) == folded(other),
               NAME: lambda: same_name(str(one), str(other)), STATE: lambda: state(one) == state(other), VERDICT: lambda: folded(one) == folded(other), TEXT: lambda: same_words(str(one), str(other))}  # fmt: skip
    return compare[form]()


def readable(form: str, value: Any) -> bool:
    """Whether a value can be compared at all: what is no date or no sum contradicts nothing."""
    if value in (None, "", []):
        return False
    if form == DATE:
        return bool(days(value))
    return amount(value) is not None if form == MONEY else bool(numbers(value)) if form == PHONE else True


def days(value: Any) -> list[date | datetime]:
    """What a text may mean as a day or a moment: one thing, or two where day and month could be either way round; [] for no date."""
    text = str(value).strip()
    try:
        return [date.fromisoformat(text)] if len(text) == 10 and text[4] == "-" else [datetime.fromisoformat(text)]
    except ValueError:
        hit = _WITH_HOUR.fullmatch(text)
        if hit is None:
            return list(_written(text))
        at = time(int(hit[2]), int(hit[3]))
        return [datetime.combine(day, at) for day in _written(hit[1])]


def _written(text: str) -> list[date]:
    found: list[date] = []
    for form in _FORMS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        if day not in found:
            found.append(day)
    if not found and _NAMED_MONTH.fullmatch(text) and (named := cells.day(text)):
        found.append(date.fromisoformat(named))
    return found


def moment(value: Any, zone: ZoneInfo) -> datetime | None:
    """A value as a moment: a date is its first minute in our zone. None for no date."""
    found = days(value)
    if not found:
        return None
    first = found[0]
    if not isinstance(first, datetime):
        return datetime(first.year, first.month, first.day, tzinfo=zone)
    return first if first.tzinfo else first.replace(tzinfo=zone)


def same_day(one: Any, other: Any, zone: ZoneInfo) -> bool:
    """The same day, or for two moments the same minute."""
    return any(_meet(a, b, zone) for a in days(one) for b in days(other))


def _meet(one: date | datetime, other: date | datetime, zone: ZoneInfo) -> bool:
    here, there = _aware(one, zone), _aware(other, zone)
    if isinstance(here, datetime) and isinstance(there, datetime):
        return abs((here - there).total_seconds()) < MINUTE
    return not _on(here, zone).isdisjoint(_on(there, zone))


def _aware(value: date | datetime, zone: ZoneInfo) -> date | datetime:
    return value.replace(tzinfo=zone) if isinstance(value, datetime) and value.tzinfo is None else value


def _on(value: date | datetime, zone: ZoneInfo) -> set[date]:
    """The day something is on: of a moment the day it is here, and the one it is where it was written."""
    return {value.astimezone(zone).date(), value.date()} if isinstance(value, datetime) else {value}


def amount(value: Any) -> Decimal | None:
    """A sum as a number, however it is written: 48,000.00, 48.000,00, £48k, €1.2 million, 48 000. None for no sum.

    A bare 48.000 is a system's 48, as it is in every file; €48.000 was written by a person, who parts thousands so. An account number in its place is none.
    """
    text = str(value).strip()
    try:
        found: Decimal | None = Decimal(text)
    except InvalidOperation:
        text = _NO_CENTS.sub("", text)
        times = _TIMES.search(text)
        found = counted(re.sub(r"[^\d.,\-]", "", text), times[1] if times else "")
    return found if found is not None and found.is_finite() and abs(found) < NO_SUM else None


def typed(text: str) -> Decimal | None:
    """A sum as a person types it: 12.600 alone is 12,600 too."""
    return number(text) if _GROUPED.fullmatch(text) else amount(text)


def counted(figure: str, times: str = "") -> Decimal | None:
    """A figure and what it counts in, a word of COUNTED or "": ("1.2", "m") is 1,200,000. Before such a word a point parts no thousands."""
    if not times:
        return number(figure)
    figure, many = figure.strip(".,"), TIMES.get(times.lower())
    found = Decimal(figure) if re.fullmatch(r"-?\d+\.\d+", figure) else number(figure)
    return None if found is None or many is None else found * many


def number(text: str) -> Decimal | None:
    """A figure as people write it: 1,200.00 and 1.200,00 and 1'200 and 48.000 and 12,5. None for none."""
    text = re.sub(r"[\s'’]", "", text).strip(".,")
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        text = text.replace("." if comma > point else ",", "").replace(",", ".")
    elif _GROUPED.fullmatch(text):
        text = text.replace(",", "").replace(".", "")
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def same_sum(one: Any, other: Any, here: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Equal but for rounding; or for the tax, where a record states both sums; or for the currency, at a rate one of them states."""
    a, b = amount(one), amount(other)
    if a is None or b is None:
        return a is b
    mine, theirs = _currency(here), _currency(there)
    if mine and theirs and mine != theirs:
        return _same_at_rate(a, b, [rate for fields in (here, there) if (rate := _rate(fields))])
    if _close(a, b):
        return True
    return any(_close(sum_, b) for sum_ in _taxed(here)) or any(_close(a, sum_) for sum_ in _taxed(there))


def _close(a: Decimal, b: Decimal) -> bool:
    """Equal after rounding one to the places the other has: to whole units at least, to a thousandth of it at most."""
    if abs(a - b) < 1:
        return True
    return any(_rounded(b, place) == a or _rounded(a, place) == b for place in _places(max(abs(a), abs(b))))


def _places(size: Decimal) -> list[Decimal]:
    return [Decimal(10) ** n for n in range(1, 12) if Decimal(10) ** n <= size * ROUNDING]


def _rounded(value: Decimal, place: Decimal) -> Decimal:
    return (value / place).quantize(Decimal(1)) * place


def _same_at_rate(a: Decimal, b: Decimal, rates: list[Decimal]) -> bool:
    """Without a stated rate two currencies cannot be compared: only an equal number in both is a difference worth a question."""
    if not rates:
        return a != b
    return any(
        abs(x - y) <= AT_A_RATE * max(abs(x), abs(y)) for rate in rates for x, y in ((a * rate, b), (a, b * rate))
    )


def _rate(fields: Mapping[str, Any]) -> Decimal | None:
    found = next((amount_ for name in RATES if (amount_ := _plain(fields.get(name)))), None)
    return found if found and found > 0 else None


def _plain(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None


def states_tax(fields: Mapping[str, Any]) -> bool:
    """Whether a record states its sum before and after tax."""
    return bool(_taxed(fields))


def net(sum_: Any, fields: Mapping[str, Any]) -> Decimal | None:
    """A record's sum before tax, which is the least of those it states."""
    return min(filter(None, (amount(sum_), *_taxed(fields))), default=None)


def _taxed(fields: Mapping[str, Any]) -> list[Decimal]:
    """The sums of the same thing before and after tax, where its own record states them."""
    stated = [sum_ for name in WITH_OR_WITHOUT_TAX if (sum_ := amount(fields.get(name, ""))) is not None]
    gross, tax = amount(fields.get("amount", "")), amount(fields.get("tax", ""))
    return [*stated, gross - tax] if gross is not None and tax else stated


def _currency(fields: Mapping[str, Any] | None) -> str:
    return str((fields or {}).get("currency") or "").strip().upper()


_home: ContextVar[str] = ContextVar("home", default=USUAL_HOME)


@contextmanager
def at_home(country: str) -> Iterator[None]:
    """Inside, telephone numbers without a country are of this one."""
    token = _home.set(country)
    try:
        yield
    finally:
        _home.reset(token)


def numbers(value: Any) -> set[str]:
    """The telephone numbers a value holds, in international form; what is no valid number counts by its last nine digits."""
    found = set()
    for part in _parts(str(value)):
        digits = re.sub(r"\D", "", re.split(r"(?i)\b(?:ext|x)\b", part)[0])
        if len(digits) >= 5:
            found.add(phone(part.strip(), _home.get()) or digits[-9:])
    return found | {number[-9:] for number in found if number.startswith("+")}


def _parts(value: str) -> Iterator[str]:
    """What may each be a number. A slash behind a whole number parts two, else it stands behind an area code: "030/1234567"."""
    for part in _SEVERAL.split(value):
        before, slash, _ = part.partition("/")
        one = slash and not phone(before.strip(), _home.get()) and phone(part.strip(), _home.get())
        yield from [part] if one else part.split("/")


def folded(value: Any) -> str:
    """An address or word without case and outer space."""
    return " ".join(str(value).split()).strip("<>").removeprefix("mailto:").casefold()


def same_name(one: str, other: str) -> bool:
    """The same person as far as the words tell: equal, shortened to initials, a part or a short form of the name, turned round, written as an address."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return a == b
    return _one_name(a, b, "@" in one, "@" in other) or _one_name(_plainer(a), _plainer(b), "@" in one, "@" in other)


def _one_name(a: Sequence[str], b: Sequence[str], mailbox: bool, other_mailbox: bool) -> bool:
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    if len(a) > 1 and len(b) > 1:
        return a[-1] == b[-1] and given_names(a[0], b[0]) in ("equal", "initial", "short form", "alike")
    return (mailbox and len(a) == 1 and a[0] in _mailboxes(b)) or (
        other_mailbox and len(b) == 1 and b[0] in _mailboxes(a)
    )


def _words(name: str) -> list[str]:
    if "@" in name and "<" not in name:
        name = re.sub(r"[._\-\d]+", " ", name.partition("@")[0])
    last, comma, first = name.partition(",")
    written = f"{first} {last}" if comma else name.partition("<")[0] or name
    return plain_name(_APOSTROPHE.sub("", written.translate(_NORDIC))).split()


def _plainer(words: Sequence[str]) -> list[str]:
    """Words as they are left when ä, ö, ü and å lose their dots, whether they were written so or as ae, oe, ue and aa: Mueller is Müller."""
    return [_TWO_LETTERS.sub(lambda two: two[0][0], word) for word in words]


_APOSTROPHE = re.compile(r"(?<=\w)['’`´](?=\w)")
_NORDIC = str.maketrans({"ø": "o", "Ø": "O", "æ": "a", "Æ": "A", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"})
_TWO_LETTERS = re.compile(r"[aou]e|aa")


def _mailboxes(name: Sequence[str]) -> set[str]:
    """What a mailbox of this name may be called: treed, tomreed, reedt."""
    first, last = name[0], name[-1]
    return {first[0] + last, first + last, last + first, last + first[0]} if len(name) > 1 else set()


def state(value: Any) -> str:
    """What a status word amounts to: done, off, agreed, paid, or open. "Partially paid" and "ready to be closed" are open."""
    named = (("off", OFF), ("agreed", AGREED), ("paid", PAID), ("done", DONE))
    return next((name for name, words in named if reached(value, words)), "open")


def reached(status: Any, words: Collection[str]) -> bool:
    """Whether a status has come to one of these words: "closed won" has, "not closed", "nearly done" and "to be signed" have not."""
    word = folded(folded(status).replace("-", " ").replace("_", " "))
    found = _any_of(frozenset(words)).search(word)
    return found is not None and not _NOT_YET.search(word[: found.start()] + " ")


@cache
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    """One of these words, between spaces."""
    return re.compile(rf"(?:^| )(?:{'|'.join(map(re.escape, sorted(words)))})(?: |$)")
