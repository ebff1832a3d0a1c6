"""What a mail states as settled: the day something will be live, the time of a meeting, a price. Pure, plain rules, English.

A sentence counts when it says so, not when it asks, hopes, sets a condition or denies. What is about something else than a delivery, a
meeting or a price is passed over; it may be a promise, which is another matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from kingpost.connectors.formats.replies import own_text

DELIVERY, MEETING, PRICE = "delivery", "meeting", "price"
LONGEST = 20_000  # characters looked at: what follows in a longer mail is a quotation or a report
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHAPE = r"\d{1,2}[:.]\d\d|\d ?[ap]\.?m\M|o.clock|\d{1,2}(st|nd|rd|th)?( of)? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|the \d{1,2}(st|nd|rd|th)|\d{4}-\d\d-\d\d|[£€$] ?\d|\d (gbp|eur|usd)"
"""What a text must hold to be worth reading, as PostgreSQL writes it: a time, a date or a sum."""

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS).replace(
    "sep(?:tember)?", "sept?(?:ember)?"
)
_ON = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b\.?,?(?: (\d{{4}}))?|\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}}))?|(\d{{4}})-(\d\d)-(\d\d)",
    re.I,
)
_THE = re.compile(r"\bthe (\d{1,2})(?:st|nd|rd|th)\b", re.I)
_DAY = re.compile(rf"\b(next )?({'|'.join(DAYS)}|tomorrow|today)\b", re.I)
_TIME = re.compile(
    r"\b(?:at |for |to |from )?(?:(\d{1,2})[:.](\d\d) ?([ap]\.?m)?\b|(\d{1,2}) ?([ap]\.?m|o.clock)\b)", re.I
)
_NOT_SETTLED = re.compile(
    r"\?|\b(if|unless|whether|could|should|would|might|may|perhaps|maybe|hope|hoping|try|aim|aiming|ideally|possibly|provisional\w*|tentative\w*|propose\w*|suggest\w*"
    r"|shall we|can we|can you|not|no longer|never|cannot|can['’]t|won['’]t|isn['’]t|instead of|was going|were going|depends|subject to|either|or)\b", re.I)  # fmt: skip
_LIVE = re.compile(
    r"\bgo(?:es|ing)? live\b|\b(?:be|is|are|have|get) (?:\S+ ){0,4}live\b|\bgo-live\b(?! (?:plan|checklist|call|meeting|rehearsal|team|list|support|training|notes?|document))"
    r"|\b(?:deliver|hand over|launch|roll out|cut over|install|complete|finish)\b|\bwill be (?:delivered|launched|handed over|installed|finished|completed?|ready|done)\b"
    r"|\b(?:delivery|launch|handover|hand-over|cut-over|cutover|completion)\b(?: \S+){0,3} (?:is|will be|on|stays|remains|moves?|moved)\b", re.I)  # fmt: skip
_SEES = re.compile(
    r"\bit is\b|\bit['’]s (?:set|fixed|agreed)|\b(?:meet|meeting|call|speak|talk|appointment|visit|review|session)\b|\bsee you\b|\bcalendar\b|\binvit\w+\b|\bconfirmed?\b|\bworks for (?:me|us)\b"
    r"|\bbooked\b|\bsuits (?:me|us)\b|\bmoved? (?:it |this |our \w+ )?to\b", re.I)  # fmt: skip
_COSTS = re.compile(r"\b(?:agreed?|price|total|comes to|cost|costs|fee|quote|quoted|budget|amount\w*)\b", re.I)
_SUM = re.compile(r"([£€$]) ?(\d[\d,. ]*\d|\d)( ?k\b)?|(\d[\d,.]*\d) ?(GBP|EUR|USD)\b", re.I)
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'])|\n\s*\n|\n(?=\s*[-*•] )")
_ABOUT_TIME = re.compile(
    r"\b(?:saw|tried|started|began|sent|wrote|rang|called|failed|since|between|until|opens?|closes?|ran|happened)\b",
    re.I,
)


class Stated(msgspec.Struct, frozen=True):
    """One thing stated. ``says`` is an ISO date or moment, or for a price the sum; ``words`` the sentence."""

    what: str
    says: str
    words: str
    currency: str = ""
    weekday_only: bool = False  # "Friday": which Friday is the reader's guess


def find_stated(body: str, at: datetime, zone: ZoneInfo) -> Iterator[Stated]:
    """What the writer's own words state. ``at`` is when they were written: days without a date are counted from there."""
    if not (_LIVE.search(body) or _SEES.search(body) or _COSTS.search(body)):
        return
    written = at.astimezone(zone)
    for sentence in sentences(body):
        if _NOT_SETTLED.search(sentence):
            continue
        day = said_day(sentence, written.date())
        hour = said_time(sentence)
        if (day and _LIVE.search(sentence) and hour is None) or (
            day and _LIVE.search(sentence) and not _SEES.search(sentence)
        ):
            yield Stated(DELIVERY, day.isoformat(), sentence)
        elif day and hour and _SEES.search(sentence) and not _ABOUT_TIME.search(sentence):
            loose = not (_ON.search(sentence) or _THE.search(sentence)) and not re.search(
                r"\bto(day|morrow)\b", sentence, re.I
            )
            yield Stated(MEETING, datetime.combine(day, hour, zone).isoformat(), sentence, weekday_only=loose)
        yield from _prices(sentence)


def sentences(body: str) -> list[str]:
    """The sentences a writer typed, without what is quoted or stands below the name."""
    own = "\n".join(line for line in own_text(body[:LONGEST]).splitlines() if not line.lstrip().startswith(">"))
    return [" ".join(part.split()) for part in _SENTENCE.split(own) if part.strip()]


def said_day(text: str, written: date) -> date | None:
    """The one day a sentence names; None when it names none, or several."""
    found = {day for match in _ON.finditer(text) if (day := _dated(match, written))}
    if not found:
        found = {day for match in _THE.finditer(text) if (day := _next_such_day(int(match[1]), written))}
    if not found:
        found = {_weekday(match, written) for match in _DAY.finditer(text)}
    return found.pop() if len(found) == 1 else None


def _dated(match: re.Match[str], written: date) -> date | None:
    day, name, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
    try:
        if match[7]:
            return date(int(match[7]), int(match[8]), int(match[9]))
        month = next(n for n, full in enumerate(MONTHS, 1) if full.startswith(name.casefold()[:3]))
        if year:
            return date(int(year), month, int(day))
        near = date(written.year, month, int(day))
        return near if near >= written - timedelta(days=180) else date(written.year + 1, month, int(day))
    except ValueError:
        return None


def _next_such_day(day: int, written: date) -> date | None:
    """The next 28th from a day on."""
    for ahead in range(62):
        if (on := written + timedelta(days=ahead)).day == day:
            return on
    return None


def _weekday(match: re.Match[str], written: date) -> date:
    word = match[2].casefold()
    if word in ("today", "tomorrow"):
        return written + timedelta(days=word == "tomorrow")
    ahead = (DAYS.index(word) - written.weekday()) % 7 or 7
    if match[1] and ahead + written.weekday() < 7:
        ahead += 7
    return written + timedelta(days=ahead)


def said_time(text: str) -> time | None:
    """The one time of day a sentence names; of a span, its beginning. None for none, or several."""
    found = []
    for match in _TIME.finditer(text):
        hour, minute, half = (
            int(match[1] or match[4]),
            int(match[2] or 0),
            (match[3] or match[5] or "").casefold().replace(".", ""),
        )
        hour += 12 if half.startswith("p") and hour < 12 else -12 if half.startswith("a") and hour == 12 else 0
        if half.startswith("o") and hour < 7:
            hour += 12
        if hour < 24 and minute < 60:
            found.append(time(hour, minute))
    return found[0] if found and (len(set(found)) == 1 or re.search(r"\d\s?(?:-|–|to|until)\s?\d", text)) else None


def _prices(sentence: str) -> Iterator[Stated]:
    sums = {(_currency(m), _digits(m)) for m in _SUM.finditer(sentence)}
    if len(sums) == 1 and _COSTS.search(sentence):
        [(currency, value)] = sums
        yield Stated(PRICE, value, sentence, currency)


def _currency(match: re.Match[str]) -> str:
    return _SIGNS.get(match[1] or "", (match[5] or "").upper())


def _digits(match: re.Match[str]) -> str:
    digits = (match[2] or match[4]).replace(" ", "")
    return f"{digits}k" if match[3] else digits
