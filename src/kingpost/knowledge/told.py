"""What a client was told: dates, amounts and states our own mails gave them for a thing they name. Plain rules, pure.

A sentence tells something about a thing when it names it, by number or by title, or goes on about the one thing named just before. Only new
words count (quoted mails are cut off by the caller), no questions, nothing conditional or still to come about a state.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from kingpost.knowledge import sums
from kingpost.knowledge.country import month_first
from kingpost.knowledge.settled import MOVES, denies, newest, uncertain
from kingpost.knowledge.told_of import OWN_WORDS, THING, tells
from kingpost.toolbox import dates

DATE, AMOUNT, STATE = "date", "amount", "state"
ENDED, OPEN = "ended", "open"

_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=\w)[^.!?;\n]+)*[.!?;]*")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL = frozenset(["the", "a", "an", "of", "for", "and", "to", "in", "on", "at", "with", "by", "our", "your", "re", "fw", "fwd"])  # fmt: skip
_BETWEEN = rf"\W+(?:(?:{'|'.join(sorted(_SMALL))})\W+)*"
_HISTORY = re.compile(
    r"\b(?:opened|created|received|raised|dated|issued|since|reported|wrote|sent|(?:your|our|my) (?:mail|e-mail|message|call|letter|note)|order|spoke|met|version|"
    r"signed|visited|asked)\b(?:\s+(?!due\b)\S+){0,3}\s*$",
    re.IGNORECASE,
)
_OLD_DATE = re.compile(r"\b(?:moved from|(?:was|were)(?:\s+(?:originally|first|planned|scheduled|set))*|originally(?:\s+(?:planned|scheduled|set))?|no longer|slipped from)\s+(?:due\s+)?(?:on\s+|for\s+)?$", re.IGNORECASE)  # fmt: skip
_MOVED = re.compile(MOVES, re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
_ENDED = re.compile(
    r"\b(?:resolved|fixed(?! (?:price|fee|sum|cost|date|rate|budget))|solved|closed|completed?|done|finished|delivered|paid|settled)\b",
    re.IGNORECASE,
)
_SOFT = r"(?:\s+(?:yet|been|be|being|is|are|was|has|have|now|all|fully|already|just|both|quite|completely|entirely|totally|properly|really|actually|even|ever|formally|of it))*\s*$"
_NOT_YET = re.compile(
    rf"(?:\b(?:not|never|nothing|nobody|no one|no longer|hardly|barely)|n['’]t){_SOFT}"
    rf"|(?:\b(?:partly|partially|half|nearly|almost|mostly|largely|practically|as good as|all but)|(?<![\d.])(?!100\b)\d+ ?(?:%|percent|per cent)){_SOFT}"
    r"|\bpart[ -]$",
    re.IGNORECASE,
)
_IT = re.compile(r"^\W*(?:\w+\W+){0,2}(?:it|this)\b|\b(?:deliver|finish|have|complete|send|move) it\b", re.IGNORECASE)
_BEING = re.compile(r"\b(?:is|are|was|were|has|have|been|isn|aren|hasn|haven|wasn|we|I|['’](?:s|ve))\b", re.IGNORECASE)
_STILL = re.compile(r"\b(?:still|remains?|is|are)\s+(?:an?\s+)?(?:open|outstanding|unpaid|in progress|being worked on|on hold|overdue)\b|\b(?:still|currently)\s+(?:working on|looking into|investigating)\b", re.IGNORECASE)  # fmt: skip
_TELLING = re.compile(
    r"\d|days?\b|\b(?:tonight|tomorrow|weeks?|month|end of|resolved|fixed|solved|closed|completed?|done|finished|delivered|paid|settled|still|"
    r"remains?|open|outstanding|unpaid|overdue)\b",
    re.IGNORECASE,
)
_BUT = re.compile(r",?\s+(?:but for|except|apart from|save for|bar)\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:if|once|when|as soon as|until|unless|before|after|will|would|should|could|can|may|might|shall|to be|going to|plan(?:ned)? to|please(?! (?:note|be (?:informed|advised|aware)))|hope|expect|think|believe)\b|['’]ll\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Subject:
    """A thing a mail may speak of: its numbers ("INV-2093", "4471", "POR") and its title."""

    id: int
    kind: str
    title: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """One value a mail gave for a thing. ``value``: a date, an amount with its currency ("48000.00 GBP"), "ended" or "open"."""

    subject: int
    what: str
    value: str
    words: str


def told(
    text: str, written: datetime, zone: ZoneInfo, subjects: Sequence[Subject], heading: str = "", closed: Collection[date] = ()
) -> list[Told]:  # fmt: skip
    """Everything a mail's new words tell about these things, in order.

    ``heading`` is its subject line: a thing it names is meant by "it", and one it names by number ("[POR-118] Go-live") by every sentence that
    names no other. ``closed`` are days nobody works: dates told in working days pass over them.
    """
    named = _named(heading, subjects)
    last = named[0] if len(named) == 1 else None
    by_number = last if last and any(_stands_in(number, heading.casefold()) for number in last.numbers) else None
    found: list[Told] = []
    if not _TELLING.search(text):
        return found
    for sentence in (hit.group().strip() for hit in _SENTENCE.finditer(text)):
        here = _named(sentence, subjects)
        last = here[0] if len(here) == 1 else last if not here else None
        about = last if here or (last and (last is by_number or _goes_on(sentence, last.kind))) else None
        values = list(_values(newest(sentence), written, zone, about.kind, bool(here), closed)) if about else []
        if about is None or not values:
            continue
        of_it = _with_thing(sentence, about, heading if about is by_number else "")
        if not uncertain(of_it):
            of_it = newest(of_it)
            found += [Told(about.id, what, value, sentence) for what, value in values if tells(what, of_it, about.kind)]
    return found


def _with_thing(sentence: str, thing: Subject, heading: str) -> str:
    """The sentence with THING where it names the thing: by number, by title, or as the ``heading`` does that has its number ("[POR-118] Firewall change")."""
    called = [rf"#?{re.escape(number)}(?![\w-])" for number in thing.numbers]
    for number in thing.numbers:
        heading = re.sub(rf"(?<![\w-])#?{re.escape(number)}(?![\w-])", " ", heading, flags=re.IGNORECASE)
    titles = (title_words(thing.title), title_words(heading))
    called += [_BETWEEN.join(map(re.escape, core)) + r"(?![\w'’-])" for core in titles if core]
    return (
        re.sub(rf"(?<![\w-])(?:an?\s+)?(?:{'|'.join(called)})", THING, sentence, flags=re.IGNORECASE)
        if called
        else sentence
    )


def _goes_on(sentence: str, kind: str) -> bool:
    """A sentence that names nothing goes on about the last thing if it says "it", or a word for such a thing: "The total is …"."""
    return bool(_IT.search(sentence)) or any(
        re.search(rf"\b{word}\b", sentence, re.IGNORECASE) for word in OWN_WORDS.get(kind, ())
    )


def _values(
    sentence: str, written: datetime, zone: ZoneInfo, kind: str, named: bool, closed: Collection[date]
) -> Iterator[tuple[str, str]]:
    if day := _date(sentence, written, zone, closed):
        yield DATE, day.isoformat()
    if amount := _amount(sentence, kind):
        yield AMOUNT, amount
    if named and kind != "meeting" and (state := _state(sentence)):
        yield STATE, state


def _date(sentence: str, written: datetime, zone: ZoneInfo, closed: Collection[date]) -> date | None:
    """The one date a sentence announces; None when there is none, or several."""
    if denies(sentence):
        return None
    earliest = written.astimezone(zone).date()  # a date behind the mail is not one it announces
    days = {
        one.day
        for one in dates.find(sentence, written, zone, closed, month_first=month_first(zone.key))
        if one.day >= earliest and not _HISTORY.search(sentence[: one.start]) and not _is_old(sentence, one)
    }  # fmt: skip
    return days.pop() if len(days) == 1 else None


def _is_old(sentence: str, one: dates.Found) -> bool:
    """Whether a date is the one that held before: "originally due on 12 March", "postponed from 12 March to …"."""
    before = sentence[: one.start]
    led = _FROM.search(before) or sentence[one.start : one.end].casefold().startswith(
        "from "
    )  # as "from the 12th" is found
    return bool(_OLD_DATE.search(before) or (led and _MOVED.search(before)))


def _amount(sentence: str, kind: str) -> str:
    """The one whole amount a sentence names, as "48000.00 GBP"; "" for several, for rates and for parts."""
    named = set(sums.find(sentence))
    if len(named) != 1 or denies(sentence) or sums.partial(sentence, invoice=kind == "invoice"):
        return ""
    [(currency, value)] = named
    return f"{value:.2f} {currency}"


def _state(sentence: str) -> str:
    """Whether a sentence says of its thing that it is over, or still open; "" when it says neither for certain."""
    if _UNSURE.search(sentence):
        return ""
    if _STILL.search(sentence):
        return OPEN
    hit = _ENDED.search(sentence)
    if hit is None or _BUT.match(sentence, hit.end()) or not _BEING.search(sentence[: hit.start()]):
        return ""
    return OPEN if _NOT_YET.search(sentence[: hit.start()]) else ENDED


def _named(text: str, subjects: Sequence[Subject]) -> list[Subject]:
    """The things a text names: by number first; by title only when no number is named, and then the fullest title."""
    folded = text.casefold()
    by_number = [one for one in subjects if any(_stands_in(number, folded) for number in one.numbers)]
    if by_number:
        return by_number
    words = " " + " ".join(_words(text)) + " "
    by_title = [
        (len(core), one) for one in subjects if (core := title_words(one.title)) and f" {' '.join(core)} " in words
    ]
    longest = max((length for length, _ in by_title), default=0)
    fullest = [one for length, one in by_title if length == longest]
    return _one_of_each_name(fullest)


def _one_of_each_name(subjects: Sequence[Subject]) -> list[Subject]:
    """Of a deal, a project and a task of one name the nearest to the work is meant: project, then task, then the rest."""
    order = {"project": 0, "task": 1, "agreement": 2}
    if len({title_words(one.title) for one in subjects}) != 1:
        return list(subjects)
    kinds = sorted(subjects, key=lambda one: (order.get(one.kind, 9), one.id))
    return [one for one in kinds if one.kind == kinds[0].kind]


def _stands_in(number: str, folded: str) -> bool:
    """A number made of digits alone could be anything: it must be called a number of something."""
    number = number.casefold()
    if len(number) < 3 or number not in folded:
        return False
    if number.isdigit():
        return bool(
            re.search(
                rf"(?:#|\b(?:ticket|case|request|task|issue|invoice|number|no\.?|ref(?:erence)?)\s*#?\s*){number}(?!\w)",
                folded,
            )
        )
    return bool(re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", folded))


@lru_cache(maxsize=4096)
def title_words(title: str) -> tuple[str, ...]:
    """What of a title is named in a sentence: its last part ("Pell & Sons : Move" → "Move"), without small words; () when that is one short word."""
    words = tuple(_words(re.split(r"\s[:|–—-]\s|:\s", title)[-1]))
    return words if len(words) > 1 or (words and len(words[0]) >= 7) else ()


def _words(text: str) -> list[str]:
    return [word for word in (w.casefold() for w in _WORD.findall(text)) if word not in _SMALL]
