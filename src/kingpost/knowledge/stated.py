"""What a mail states as settled: the day something will be live, the time of a meeting, a price. Pure, plain rules, English.

A sentence counts when it says so, not when it asks, hopes, sets a condition or denies. What is about something else than a delivery, a
meeting or a price is passed over; it may be a promise, which is another matter. A rate, a part or an estimate is no price. Whether the day or the price is
that of a certain thing or of something about it, whole.py tells.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from kingpost.connectors.formats.replies import own_text
from kingpost.knowledge import sums
from kingpost.knowledge.country import month_first
from kingpost.knowledge.settled import MOVES, denies, newest, uncertain
from kingpost.toolbox import dates, zones

DELIVERY, MEETING, PRICE = "delivery", "meeting", "price"
LONGEST = 20_000  # characters looked at: what follows in a longer mail is a quotation or a report
SHAPE = r"\d{1,2}[:.]\d\d|\d ?[ap]\.?m\M|o.clock|\d ?(cest|cet|gmt|bst|utc|e[sd]t|p[sd]t|h)\M|\d{1,2}(st|nd|rd|th)?( of)? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|\d{1,2}(st|nd|rd|th)\M|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d\d|([£€$¥₹]|gbp|eur|usd|chf|sek|nok|dkk|pln|czk|jpy|inr|aud|cad|nzd|hkd|sgd|mxn|brl) ?\d|\d ?(k|mn?|bn|thousand|(m|b)illions?|mio|mrd|tsd|t)?\.? ?(gbp|eur|usd|chf|sek|nok|dkk|pln|czk|jpy|inr|aud|cad|nzd|hkd|sgd|mxn|brl|pounds|dollars|€)"
"""What a text must hold to be worth reading, as PostgreSQL writes it: a time, a date or a sum."""

_TIME = re.compile(
    r"\b(?:at |for |to |from )?(?:(\d{1,2})[:.](\d\d)(?!\.\d) ?([ap]\.?m)?\b|(\d{1,2}) ?([ap]\.?m|o.clock)\b)|\bat (\d{1,2})(?= (?:cest|cet|gmt|bst|utc|e[sd]t|p[sd]t)\b)|\b(\d{1,2})h\b",
    re.I,
)
_SPAN = re.compile(
    r"(?<![\d.:/-])(\d{1,2})(?:[:.](\d\d))? ?([ap]\.?m\b\.?)? ?(?:-|–|to|until|till) ?(\d{1,2})(?:[:.](\d\d)(?: ?([ap]\.?m)\b)?| ?([ap]\.?m|o.clock|h)\b)",
    re.I,
)
_LONGEST_SPAN = 8  # hours: what is farther apart is a day and an hour
_NO_SPAN = re.compile(rf"(?:\b(?:{'|'.join(dates.MONTHS)})\.?|{MOVES}(?: \S+)* from)\s*$", re.I)
"""What before two hours makes the first a day of the month, or one that held before."""
_EITHER = re.compile(r"\b(?:either|or)\b", re.I)
_LIVE = re.compile(
    r"\bgo(?:es|ing)? live\b|\b(?:be|is|are|have|get) (?:\S+ ){0,4}live\b|\bgo-live\b(?! (?:plan|checklist|call|meeting|rehearsal|team|list|support|training|notes?|document))"
    r"|\b(?:deliver|hand over|launch|roll out|cut over|install|complete|finish)\b|\b(?:will|shall|is to|can) (?:now )?be (?:delivered|launched|handed over|installed|finished|completed?|ready|done)\b"
    r"|\b(?:delivery|launch|handover|hand-over|cut-over|cutover|completion)\b(?: \S+){0,5} (?:is|will be|on|stays|remains|moves?|moved)\b"
    r"|\b(?:scheduled|planned|due|on track|on schedule) (?:for|on)\b|\bcomes on\b|\b(?:slips?|slipped|moves?|moved|pushed|postponed|delayed|put back|brought forward|extended)\b(?: \S+){0,6} (?:to|until|till)\b", re.I)  # fmt: skip
_SEES = re.compile(
    r"\bit is\b|\bit['’]s (?:set|fixed|agreed)|\b(?:meet|meeting|call|speak|talk|appointment|visit|review|session|workshop|webinar|demo|kick-?off|catch-?up)\b|\bsee you\b|\bcalendar\b|\binvit\w+\b|\bconfirmed?\b|\bworks for (?:me|us)\b"
    r"|\bbooked\b|\bsuits (?:me|us)\b|\bmoved? (?:it |this |our \w+ )?to\b", re.I)  # fmt: skip
_COSTS = re.compile(r"\b(?:agreed?|price|total|comes to|cost|costs|fee|quote|quoted|budget|amount\w*)\b", re.I)
_WITH_TAX = re.compile(
    r"\b(?:incl(?:uding|usive of|udes|\.)?|inc\.?|with|gross of)\s+(?:\d+ ?% )?(?:vat|tax(?:es)?|gst|mwst)\b|\bgross\b|\b(?:vat|tax) (?:included|inclusive)\b",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'])|\n\s*\n|\n(?=\s*[-*•] )")
_ABOUT_TIME = re.compile(
    r"\b(?:saw|tried|started|began|sent|wrote|rang|called|failed|since|between|until|opens?|closes?|ran|happened|leaves|departs?|lands?)\b",
    re.I,
)
_OFF = re.compile(r"\b(?:cancel\w*|called off|missed|clash\w*|no good)\b", re.I)
_ELSEWHERE = re.compile(
    r"\banother (?:meeting|call|appointment|session|visit)\b|(?<!\bwe )(?:\b(?:has|have|had|in)|['’]ve got) an? (?:\w+ )?(?:meeting|call|appointment|session|visit)\b(?! with (?:you|us)\b)",
    re.I,
)
"""An appointment somebody has with others."""
_BY_THEN = re.compile(
    rf"\b(?:by|before) (?:the |this |next )?(?:\d|{'|'.join(dates.DAYS)}|tomorrow|today|noon|end|close)", re.I
)
"""What is to be done before an hour, which is then not a meeting's."""


class Stated(msgspec.Struct, frozen=True):
    """One thing stated. ``says`` is an ISO date or moment, or for a price the sum; ``words`` the sentence."""

    what: str
    says: str
    words: str
    currency: str = ""
    weekday_only: bool = False  # "Friday": which Friday is the reader's guess


def find_stated(body: str, at: datetime, zone: ZoneInfo, closed: Collection[date] = ()) -> Iterator[Stated]:
    """What the writer's own words state. ``at`` is when they were written: days without a date are counted from there, working days over those ``closed``."""
    if not (_LIVE.search(body) or _SEES.search(body) or _COSTS.search(body)):
        return
    for sentence in sentences(body):
        now = newest(sentence)
        if denies(now) or uncertain(sentence) or _EITHER.search(now):
            continue
        day, by_weekday = said_day(now, at, zone, closed)
        hour = said_time(now)
        if (day and _LIVE.search(sentence) and hour is None) or (
            day and _LIVE.search(sentence) and not _SEES.search(sentence)
        ):
            yield Stated(DELIVERY, day.isoformat(), sentence)
        elif (
            day
            and hour
            and _SEES.search(now)
            and not any(other.search(now) for other in (_ABOUT_TIME, _OFF, _ELSEWHERE, _BY_THEN))
        ):
            starts = said_moment(now, datetime.combine(day, hour), zone)
            yield from [Stated(MEETING, starts.isoformat(), sentence, weekday_only=by_weekday)] if starts else []
        yield from _prices(sentence, now)


def sentences(body: str) -> list[str]:
    """The sentences a writer typed, without what is quoted or stands below the name."""
    own = "\n".join(line for line in own_text(body[:LONGEST]).splitlines() if not line.lstrip().startswith(">"))
    return [" ".join(part.split()) for part in _SENTENCE.split(own) if part.strip()]


def said_day(text: str, written: datetime, zone: ZoneInfo, closed: Collection[date] = ()) -> tuple[date | None, bool]:
    """The one day a sentence names, and whether by its weekday alone; None when it names none, or several. A date goes before a weekday; one long past is
    none it settles."""
    since = written.astimezone(zone).date() - dates.BEHIND
    found = [
        one for one in dates.find(text, written, zone, closed, month_first=month_first(zone.key)) if one.day >= since
    ]
    dated = {one.day for one in found if one.way == "date"}
    days = dated or {one.day for one in found}
    return (days.pop() if len(days) == 1 else None), not dated and any(one.way == "weekday" for one in found)


def said_time(text: str) -> time | None:
    """The one time of day a sentence names; of a span, its beginning. None for none, or several."""
    found = []
    text = _SPAN.sub(_begins, text)
    for match in _TIME.finditer(text):
        hour, minute = (
            _hour(match[1] or match[4] or match[6] or match[7], match[3] or match[5] or ""),
            int(match[2] or 0),
        )
        if hour < 24 and minute < 60:
            found.append(time(hour, minute))
    return found[0] if found and (len(set(found)) == 1 or re.search(r"\d\s?(?:-|–|to|until)\s?\d", text)) else None


def _hour(digits: str, half: str) -> int:
    """An hour of the day: ("3", "pm") is 15."""
    hour, half = int(digits), half[:1].casefold()
    hour += 12 if half == "p" and hour < 12 else -12 if half == "a" and hour == 12 else 0
    return hour + 12 if half == "o" and hour < 7 else hour


def _begins(span: re.Match[str]) -> str:
    """The hour a span begins at; am or pm behind its end is said of both: 2-3pm, and 11-1pm is over noon. As it stands where it is no span."""
    half = (span[6] or span[7] or "").strip("hH")
    end, begin = _hour(span[4], half), _hour(span[1], span[3] or half)
    if begin > end and not span[3] and half:
        begin = (begin + 12) % 24
    apart = (end - begin) % 24
    if begin > 23 or apart > _LONGEST_SPAN or _NO_SPAN.search(span.string[: span.start()]):
        return span.group()
    return f"{begin:02}:{span[2] or '00'}"


def said_moment(text: str, at: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment an hour is meant as, in our zone: by the zone named behind it, else by ours. None where two are named, or one nobody can be sure of."""
    names = {name for match in _TIME.finditer(text) if (name := zones.named(text[match.end() :]))}
    if not names:
        return at.replace(tzinfo=zone)
    found = zones.moment(at, names.pop()) if len(names) == 1 else None
    return found.astimezone(zone) if found else None


def with_tax(sentence: str) -> bool:
    """Whether the sum a sentence states holds the tax: "£57,600 including VAT"."""
    return bool(_WITH_TAX.search(sentence))


def _prices(sentence: str, now: str) -> Iterator[Stated]:
    named = set(sums.find(now))
    if len(named) == 1 and _COSTS.search(sentence) and not sums.partial(now):
        [(currency, value)] = named
        yield Stated(PRICE, f"{value.normalize():f}", sentence, currency)
